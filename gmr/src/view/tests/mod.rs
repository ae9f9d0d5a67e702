//! What the views for machines promise, judged by the readers of others.

#![allow(clippy::unwrap_used, clippy::panic)]

mod schema;

use super::samples::hostile::{hostile, report_of};
use super::samples::report;
use super::json;
use crate::model::*;
use serde_json::Value as Json;

/// The document as a reader has it.
fn parsed(report: &Report) -> Json {
    let json = json(report);
    assert_eq!(json.find('\n'), Some(json.len() - 1));
    serde_json::from_str(&json).unwrap()
}
