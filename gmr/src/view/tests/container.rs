//! The container and the pod, as the section on the host tells them.

use super::schema::faults;
use super::*;

fn text(text: &str) -> Value {
    Value::Str(text.to_owned())
}

/// The document of a report whose host tells this.
fn of_host(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Json {
    let document = parsed(&report(vec![section("Host", map(entries))]));
    assert_eq!(faults(&document), [""; 0]);
    document
}

#[test]
fn a_container_in_a_pod_has_the_names_of_opentelemetry() {
    let container = [
        ("id", text("4f5e")),
        ("image", map([("name", text("shop:1"))])),
        ("runtime", text("containerd")),
    ];
    let pod = [("pod", map([("name", text("shop-5d"))])), ("node", map([("name", text("n1"))]))];
    let document = of_host([("container", map(container)), ("k8s", map(pod))]);
    let expect = serde_json::json!({
        "id": "4f5e", "image": {"name": "shop:1"}, "runtime": "containerd",
        "status": "complete", "reason": null,
    });
    assert_eq!(document["container"], expect);
    let expect = serde_json::json!({"pod": {"name": "shop-5d"}, "node": {"name": "n1"}});
    assert_eq!(document["k8s"], expect);
}

#[test]
fn a_container_without_an_id_says_why() {
    let id = ("id", Value::Note("not known".into()));
    let runtime = ("runtime", text("docker"));
    let document = of_host([("container", map([id, runtime]))]);
    let expect = serde_json::json!({
        "id": null, "runtime": "docker", "status": "complete", "reason": "not known",
    });
    assert_eq!(document["container"], expect);
    let document = of_host([("container", Value::Note("none is seen".into()))]);
    assert_eq!(document["container"]["reason"], "none is seen");
}

#[test]
fn a_report_that_knows_nothing_of_a_container_says_so() {
    let container = |document: Json| {
        (document["container"]["status"].clone(), document["container"]["reason"].clone())
    };
    let without = container(parsed(&report(Vec::new())));
    assert_eq!(without, ("unavailable".into(), "the report has no section `Host`".into()));
    let silent = container(of_host([]));
    assert_eq!(silent, ("unavailable".into(), "the section `Host` does not tell it".into()));
}
