"""Select what may go out, have two people sign it, write it as a release bundle."""
