"""Why a file is not taken, or a step not made, in codes that pages put into words."""


class NotTakenError(ValueError):
    """The file, or what was said of it, is not taken; ``code`` says why.

    Codes: too_large, empty, not_a_file, old_workbook, wrong_host, needs_type,
    needs_dataset, not_a_period, needs_pdf, needs_day, in_the_future, needs_giver.
    """

    def __init__(self, code: str, field: str = "file") -> None:
        """Keep the code and the form's field."""
        super().__init__(code)
        self.code = code
        self.field = field


class StepRefusedError(Exception):
    """The file is not where this step is possible; somebody was faster."""


class ProblemsStandError(Exception):
    """Rows are wrong and nobody said that they are to be left out."""
