//! The stack of the thread that asks.

use super::unwind::Place;
use crate::model::StackEnd;
use crate::sys::snapshot::own;

/// More are not of interest: this is gmr's own thread, or one that panics.
const MOST: usize = 1000;

/// Where the calling thread returns to, innermost first.
pub(super) fn places() -> (Vec<Place>, StackEnd) {
    let mut places = Vec::new();
    let mut end = StackEnd::Root;
    own::trace(|frame| {
        if places.len() == MOST {
            end = StackEnd::Truncated(format!("only {MOST} calls are shown"));
            return false;
        }
        let address = frame.ip() as u64;
        if address != 0 {
            places.push(Place { address, is_exact: false });
        }
        true
    });
    (places, end)
}
