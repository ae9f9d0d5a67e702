//! The pages of `gmr::guide` against what they tell of.

#![allow(clippy::unwrap_used, clippy::panic)]

mod comparison;
mod hang;
mod masking;
mod page;
mod reading;
mod source;
