//! The macros of gmr.
