"""What the audit records: who did what to which object, never what stood in it."""

from accountability.vocab.term import Term


class AuditAction(Term):
    """A deed. The label is what an auditor reads."""

    CASE_LIST = ("case.list", "Looked through cases", "A parcouru des dossiers")
    CASE_ENTER = ("case.enter", "Entered a case", "A saisi un dossier")
    CASE_DRAFT = ("case.draft", "Typed into a case", "A écrit dans un dossier")
    CASE_VIEW = ("case.view", "Opened a case", "A ouvert un dossier")
    CASE_HISTORY = (
        "case.history",
        "Opened an earlier version",
        "A ouvert une version antérieure",
    )
    CASE_CHANGE = ("case.change", "Changed a case", "A modifié un dossier")
    CASE_NOTE = ("case.note", "Wrote a note", "A écrit une note")
    CASE_CONSENT = ("case.consent", "Recorded consent", "A consigné un consentement")
    CASE_MOVE = ("case.move", "Changed a case's status", "A changé l'état d'un dossier")
    CASE_DUE = ("case.due", "Looked at what is due", "A consulté les échéances")
    CASE_MERGE = ("case.merge", "Merged two cases", "A fusionné deux dossiers")
    CASE_UNMERGE = ("case.unmerge", "Took a merge back", "A annulé une fusion")
    CASE_HOLD = (
        "case.hold",
        "Set or lifted a hold",
        "A imposé ou levé une conservation obligatoire",
    )
    CASE_EXPORT = ("case.export", "Exported a case", "A exporté un dossier")
    CASE_EXPORT_OPEN = (
        "case.export_open",
        "Fetched an exported case",
        "A obtenu un dossier exporté",
    )
    CASE_EXPORT_LIST = (
        "case.export_list",
        "Exported a list of cases",
        "A exporté une liste de dossiers",
    )
    CASE_ACCESS = ("case.access", "Asked for a case", "A demandé un dossier")
    CASE_DECRYPT = ("case.decrypt", "Decrypted a value", "A déchiffré une valeur")
    ATTACHMENT_ADD = ("attachment.add", "Attached a file", "A joint un fichier")
    ATTACHMENT_CLEAN = ("attachment.clean", "Cleaned a file", "A nettoyé un fichier")
    ATTACHMENT_VIEW = ("attachment.view", "Opened a file", "A ouvert un fichier")
    ATTACHMENT_ORIGINAL = (
        "attachment.original",
        "Opened an original file",
        "A ouvert un fichier original",
    )
    ERASURE_ASK = ("erasure.ask", "Asked for an erasure", "A demandé un effacement")
    ERASURE_DECIDE = (
        "erasure.decide",
        "Decided on an erasure",
        "A tranché une demande d'effacement",
    )
    ERASURE_DONE = ("erasure.done", "Erased a case", "A effacé un dossier")
    KEYS_ROTATE = ("keys.rotate", "Rewrapped keys", "A réemballé des clés")
    AUDIT_VIEW = ("audit.view", "Read the audit", "A lu le journal d'audit")
    AUDIT_EXPORT = ("audit.export", "Exported the audit", "A exporté le journal")
    LOGIN = ("account.login", "Logged in", "S'est connecté")
    LOGIN_REFUSED = ("account.login_refused", "Login refused", "Connexion refusée")
    LOGOUT = ("account.logout", "Logged out", "S'est déconnecté")
    SESSION_ENDED = ("account.session_ended", "Ended a session", "A clos une session")
    FACTOR_ADDED = ("account.factor_added", "Added a factor", "A ajouté un facteur")
    FACTOR_REMOVED = (
        "account.factor_removed",
        "Removed a factor",
        "A retiré un facteur",
    )
    PASSWORD_CHANGED = (
        "account.password_changed",
        "Changed a password",
        "A changé un mot de passe",
    )
    INVITATION_MADE = ("account.invited", "Invited somebody", "A invité quelqu'un")
    INVITATION_USED = (
        "account.invitation_used",
        "Accepted an invitation",
        "A accepté une invitation",
    )
    INVITATION_REVOKED = (
        "account.invitation_revoked",
        "Revoked an invitation",
        "A révoqué une invitation",
    )
    ACCOUNT_CLOSED = ("account.closed", "Closed an account", "A fermé un compte")
    IMPORT_ASK = (
        "import.ask",
        "Uploaded past cases",
        "A téléversé des dossiers antérieurs",
    )
    IMPORT_VIEW = (
        "import.view",
        "Looked at uploaded cases",
        "A consulté des dossiers téléversés",
    )
    IMPORT_ENTER = (
        "import.enter",
        "Imported past cases",
        "A importé des dossiers antérieurs",
    )
    IMPORT_CANCEL = (
        "import.cancel",
        "Cancelled an import",
        "A annulé une importation",
    )
    IMPORT_TAKE_BACK = (
        "import.take_back",
        "Took an import back",
        "A repris une importation",
    )
    HAND_IN = ("handed_in.ask", "Handed a file in", "A remis un fichier")
    HAND_IN_IMPORT = (
        "handed_in.import",
        "Had a file imported that was handed in",
        "A fait importer un fichier remis",
    )
    HAND_IN_CANCEL = (
        "handed_in.cancel",
        "Cancelled a file that was handed in",
        "A annulé un fichier remis",
    )
    TOKEN_MADE = ("token.made", "Made a token", "A créé un jeton")
    TOKEN_REVOKED = ("token.revoked", "Revoked a token", "A révoqué un jeton")
    TOKEN_REFUSED = ("token.refused", "Token refused", "Jeton refusé")
    RELEASE_ASK = (
        "release.ask",
        "Had a worker make or publish a release",
        "A fait préparer ou publier une édition",
    )
    RELEASE_DRAFT = (
        "release.draft",
        "Drafted a release",
        "A préparé une édition",
    )
    RELEASE_VOTE = (
        "release.vote",
        "Approved a release",
        "A approuvé une édition",
    )
    RELEASE_RETURN = (
        "release.return",
        "Returned a release",
        "A renvoyé une édition",
    )
    RELEASE_PUBLISH = (
        "release.publish",
        "Published a release",
        "A publié une édition",
    )
    RELEASE_ROLLBACK = (
        "release.rollback",
        "Made an earlier release current again",
        "A remis en vigueur une édition antérieure",
    )
    COMMUNITY_DRAW = (
        "community.draw",
        "Drew the noise of community figures",
        "A tiré le bruit des chiffres communautaires",
    )
    ROLE_CHANGED = ("account.role", "Changed a role", "A changé un rôle")
    ALARM_ADDRESS = (
        "alarm.address",
        "Changed who is told of alarms",
        "A changé qui reçoit les alertes",
    )


#: Deeds that store something: taken back with their transaction, that is said too.
CHANGES = frozenset(
    {
        AuditAction.CASE_ENTER,
        AuditAction.CASE_CHANGE,
        AuditAction.CASE_DRAFT,
        AuditAction.CASE_NOTE,
        AuditAction.CASE_CONSENT,
        AuditAction.CASE_MOVE,
        AuditAction.CASE_HOLD,
        AuditAction.CASE_MERGE,
        AuditAction.CASE_UNMERGE,
        AuditAction.IMPORT_ASK,
        AuditAction.IMPORT_ENTER,
        AuditAction.IMPORT_CANCEL,
        AuditAction.IMPORT_TAKE_BACK,
        AuditAction.HAND_IN,
        AuditAction.HAND_IN_IMPORT,
        AuditAction.HAND_IN_CANCEL,
        AuditAction.ALARM_ADDRESS,
        AuditAction.TOKEN_MADE,
        AuditAction.TOKEN_REVOKED,
        AuditAction.RELEASE_ASK,
        AuditAction.RELEASE_VOTE,
        AuditAction.COMMUNITY_DRAW,
        AuditAction.RELEASE_RETURN,
        AuditAction.RELEASE_ROLLBACK,
        AuditAction.CASE_EXPORT,
        AuditAction.ATTACHMENT_ADD,
        AuditAction.ATTACHMENT_CLEAN,
        AuditAction.ERASURE_ASK,
        AuditAction.ERASURE_DECIDE,
        AuditAction.ROLE_CHANGED,
        AuditAction.INVITATION_MADE,
    }
)


class Outcome(Term):
    """How it ended."""

    ALLOWED = ("allowed", "Done", "Fait")
    DENIED = ("denied", "Refused", "Refusé")
    FAILED = ("failed", "Failed", "Échoué")
    ROLLED_BACK = ("rolled_back", "Taken back", "Annulé")
