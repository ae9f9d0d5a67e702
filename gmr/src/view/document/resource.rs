//! Who reports, in the names that OpenTelemetry has for it.

use super::container::{container, pod};
use super::node::{Fields, Node};
use crate::model::{Report, Section, Status, Value};
use crate::view::status;

/// `service`, `host`, `os`, `process` and `container`; `k8s` in a pod.
pub(in crate::view) fn resource(report: &Report) -> Vec<(&'static str, Node<'_>)> {
    let os = [("type", report.host.os), ("version", &report.host.os_version)];
    let mut resource = vec![
        ("service", service(report)),
        ("host", host(report)),
        ("os", Node::Map(os.map(|(key, text)| (key, known(text))).into())),
        ("process", process(report)),
        ("container", container(report)),
    ];
    resource.extend(pod(report).map(|pod| ("k8s", pod)));
    resource
}

/// The few of them that each record of a stream has.
pub(in crate::view) fn header(report: &Report) -> [(&'static str, Node<'_>); 3] {
    let pid = Node::Map(vec![("pid", Node::int(report.pid))]);
    let name = Node::Map(vec![("name", known(&report.host.name))]);
    [("service", service(report)), ("host", name), ("process", pid)]
}

fn service(report: &Report) -> Node<'_> {
    let service = &report.service;
    Node::Map(vec![("name", known(&service.name)), ("version", known(&service.version))])
}

/// The text, or null if it is empty.
fn known(text: &str) -> Node<'_> {
    if text.is_empty() { Node::Null } else { Node::text(text) }
}

fn host(report: &Report) -> Node<'_> {
    // OpenTelemetry's names of processors are not Rust's.
    let arch = match report.host.arch {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "arm" => "arm32",
        "powerpc" => "ppc32",
        "powerpc64" => "ppc64",
        other => other,
    };
    Node::Map(vec![("name", known(&report.host.name)), ("arch", known(arch))])
}

/// The section that tells of the process.
const PROCESSES: &str = "Processes";

/// Its id, and what the section of processes knows of it.
fn process(report: &Report) -> Node<'_> {
    let section = report.section(PROCESSES);
    let of = |path: &[&str]| path.iter().try_fold(section?.value()?, |at, key| at.entry(key));
    let mut fields = Fields::of(9);
    fields.put("pid", Node::int(report.pid));
    fields.put_some("parent_pid", of(&["parent", "pid"]).and_then(scalar));
    let executable = of(&["executable"]).and_then(scalar);
    fields.put_some("executable", executable.map(|path| Node::Map(vec![("path", path)])));
    fields.put_some("command_line", of(&["command"]).and_then(scalar));
    fields.put_some("working_directory", of(&["directory"]).and_then(scalar));
    fields.put_some("owner", of(&["user"]).and_then(scalar));
    let started = of(&["started"]).and_then(scalar);
    fields.put_some("creation", started.map(|time| Node::Map(vec![("time", time)])));
    let (status, reason) = status(section, PROCESSES);
    fields.put("status", Node::text(status));
    fields.put("reason", Node::option(reason.map(Node::words)));
    fields.map()
}

/// A text or a number.
pub(super) fn scalar(value: &Value) -> Option<Node<'_>> {
    match value {
        Value::Str(text) => Some(Node::text(text)),
        Value::Symbol(text) => Some(Node::text(text)),
        Value::Int(number) => Some(Node::int(*number)),
        _ => None,
    }
}

/// Whether what a section of this title tells is all that it could, and why not.
pub(super) fn status(section: Option<&Section>, title: &str) -> (&'static str, Option<String>) {
    match section {
        None => ("partial", Some(format!("the report has no section `{title}`"))),
        Some(section) if section.status == Status::Ok => ("complete", None),
        Some(section) => ("partial", status::words(&section.status)),
    }
}
