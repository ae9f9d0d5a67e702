//! The container that the process is in, and its pod, as the section on the host knows them.

use super::node::{Fields, Node};
use super::resource::{scalar, status};
use crate::model::{Report, Value};

/// The section that tells it.
const SECTION: &str = "Host";

/// The container; without an id there is a reason.
pub(super) fn container(report: &Report) -> Node<'_> {
    let section = report.section(SECTION);
    let found = section.and_then(|section| section.value()?.entry("container"));
    let of = |path: &[&str]| path.iter().try_fold(found?, |at, key| at.entry(key));
    let mut fields = Fields::of(6);
    let id = of(&["id"]);
    fields.put("id", Node::option(id.and_then(scalar)));
    fields.put_some("name", of(&["name"]).and_then(scalar));
    let image = of(&["image", "name"]).and_then(scalar);
    fields.put_some("image", image.map(|name| Node::Map(vec![("name", name)])));
    fields.put_some("runtime", of(&["runtime"]).and_then(scalar));
    let (word, reason) = match (found, id) {
        (Some(Value::Note(why)), _) | (Some(_), Some(Value::Note(why))) => {
            ("complete", Some(Node::text(why)))
        }
        (Some(_), Some(_)) => ("complete", None),
        _ => ("unavailable", Some(Node::words(unavailable(report)))),
    };
    fields.put("status", Node::text(word));
    fields.put("reason", Node::option(reason));
    fields.map()
}

fn unavailable(report: &Report) -> String {
    let (_, reason) = status(report.section(SECTION), SECTION);
    reason.unwrap_or_else(|| format!("the section `{SECTION}` does not tell it"))
}

/// The pod of Kubernetes, if the process is in one.
pub(super) fn pod(report: &Report) -> Option<Node<'_>> {
    let found = report.section(SECTION)?.value()?.entry("k8s")?;
    let text = |part: &str, key: &str| found.entry(part)?.entry(key).and_then(scalar);
    let mut pod = Fields::of(2);
    pod.put_some("name", text("pod", "name"));
    pod.put_some("uid", text("pod", "uid"));
    let mut fields = Fields::of(3);
    fields.put("pod", pod.map());
    for part in ["namespace", "node"] {
        let name = text(part, "name");
        fields.put_some(part, name.map(|name| Node::Map(vec![("name", name)])));
    }
    Some(fields.map())
}
