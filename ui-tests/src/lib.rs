//! What the macros of gmr say to a mistake; the cases are in `fail` and `pass`.
