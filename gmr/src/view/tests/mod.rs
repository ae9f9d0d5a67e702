//! What the views for machines promise, judged by the readers of others.

#![allow(clippy::unwrap_used, clippy::panic)]

mod any;
mod container;
mod document;
mod flame;
mod lines;
mod schema;
mod verdict;
mod xml;

use super::samples::hostile::{allowed, hostile, report_of};
use super::samples::*;
use super::{collapsed, json, ndjson, speedscope, text};
use crate::model::*;
use serde_json::Value as Json;
use std::time::Duration;

/// The document as a reader has it.
fn parsed(report: &Report) -> Json {
    let json = json(report);
    assert_eq!(json.find('\n'), Some(json.len() - 1));
    serde_json::from_str(&json).unwrap()
}

/// The records as a reader has them.
fn records(report: &Report) -> Vec<Json> {
    ndjson(report).lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}
