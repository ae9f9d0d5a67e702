//! The JSON view: the document on one line.

use super::document::{Node, document};
use crate::model::Report;

/// The report as JSON: one document on one line, which ends with a newline.
///
/// Its shape is the [JSON Schema] beside gmr's sources; it only grows while `gmr.schema` is 1.x.
/// Keys for which OpenTelemetry has a name are nested so that their path is this name
/// (`process.pid`). Numbers are at most 2⁵³ (larger ones are text), spans of time end in `_ms` or
/// `_ns`, times are RFC 3339 in UTC, addresses are text in hexadecimal. What is empty or partial
/// has a `status` and a `reason`.
///
/// ```
/// gmr::register("Answer", || 42).detach();
/// let json = gmr::view::json(&gmr::collect());
/// let report: serde_json::Value = serde_json::from_str(&json)?;
/// assert_eq!(report["gmr"]["schema"], "1.0");
/// assert_eq!(report["process"]["pid"], std::process::id());
/// assert_eq!(report["sections"]["Answer"]["status"], "ok");
/// assert_eq!(report["sections"]["Answer"]["value"], 42);
/// # Ok::<(), serde_json::Error>(())
/// ```
///
/// [JSON Schema]: https://json-schema.org/draft/2020-12
#[must_use]
pub fn json(report: &Report) -> String {
    line(&document(report), 0)
}

/// The node on a line of its own, with room for so many bytes to begin with.
pub(super) fn line(node: &Node<'_>, room: usize) -> String {
    let mut out = Vec::with_capacity(room);
    // Neither a key nor memory can refuse to be written, and JSON is text.
    let _ = serde_json::to_writer(&mut out, node);
    out.push(b'\n');
    String::from_utf8(out).unwrap_or_default()
}
