//! What a reader of the document can rely on.

use super::*;

/// The section that holds this value.
fn shown(value: Value) -> Json {
    parsed(&report(vec![section("Section", value)]))["sections"]["Section"].take()
}

#[test]
fn the_head_of_the_file_tells_it_from_others() {
    let report = report(Vec::new());
    let json = json(&report);
    let head = &json[..256];
    assert!(head.contains(&report.id), "{head}");
    assert!(head.contains("2026-11-21T10:30:00.123456Z"), "{head}");
}

#[test]
fn every_kind_of_value_has_one_type() {
    let numbers = [
        ("int", Value::Int(-4)),
        ("most", Value::Int(1 << 53)),
        ("more", Value::Int((1 << 53) + 1)),
        ("float", Value::Float(0.5)),
        ("time", Value::Duration(Duration::from_millis(2))),
        ("flag", Value::Bool(true)),
        ("word", Value::Symbol("Idle".into())),
        ("text", Value::Str("a\nb".to_owned())),
        ("key", Value::Secret),
        ("none", Value::None),
        ("list", Value::List(vec![Value::Int(1), Value::Map(Vec::new())])),
    ];
    let expect = serde_json::json!({
        "int": -4, "most": 9_007_199_254_740_992_u64, "more": "9007199254740993", "float": 0.5,
        "time": 2_000_000, "flag": true, "word": "Idle", "text": "a\nb", "key": "***",
        "none": null, "list": [1, {}],
    });
    assert_eq!(shown(map(numbers))["value"], expect);
}

#[test]
fn what_is_no_value_is_null_and_says_why() {
    let pool = map([
        ("size", Value::Note("locked".into())),
        ("ratio", Value::Float(f64::NAN)),
        ("a/b~", Value::Error(vec!["outer".to_owned(), "inner".to_owned()])),
    ]);
    let section = shown(Value::List(vec![Value::Int(1), pool]));
    let expect = serde_json::json!([1, {"size": null, "ratio": null, "a/b~": null}]);
    assert_eq!(section["value"], expect);
    let remarks = serde_json::json!([
        {"path": "/1/size", "text": "locked"},
        {"path": "/1/ratio", "text": "NaN"},
        {"path": "/1/a~1b~0", "text": "error: outer: inner"},
    ]);
    assert_eq!(section["remarks"], remarks);
    for remark in remarks.as_array().unwrap() {
        let path = remark["path"].as_str().unwrap();
        assert_eq!(section["value"].pointer(path), Some(&Json::Null));
    }
}

#[test]
fn units_stand_beside_what_is_measured_once_for_a_list() {
    let size = || Entry { unit: "KiB", ..Entry::new("size", Value::Int(1)) };
    let pool = || Value::Map(vec![size(), Entry::new("wait", Value::Duration(Duration::ZERO))]);
    let units = shown(Value::List(vec![pool(), pool()]))["units"].take();
    let expect =
        serde_json::json!([{"path": "/*/size", "text": "KiB"}, {"path": "/*/wait", "text": "ns"}]);
    assert_eq!(units, expect);
}

#[test]
fn names_that_occur_twice_are_told_apart() {
    let twice = [("a\u{1b}", Value::Int(1)), ("a\\u{1b}", Value::Int(2))];
    let section = shown(map(twice));
    assert_eq!(section["value"], serde_json::json!({"a\\u{1b}": 1, "a\\u{1b} #2": 2}));
}

#[test]
fn what_is_nested_too_deeply_is_left_out_and_readers_do_not_give_up() {
    let nested = (0..500).fold(Value::Int(1), |inner, _| map([("in", Value::List(vec![inner]))]));
    let section = shown(nested.clone());
    assert_eq!(section["remarks"][0]["text"], "nested too deeply");
    let groups = Content::Configuration(map([("default", nested)]));
    let config = parsed(&report(vec![Section::new("Configuration", groups)]))["config"].take();
    assert_eq!(config["status"], "complete");
}

#[test]
fn an_option_tells_its_value_its_source_and_its_default_but_no_secret() {
    let listen = Entry {
        source: Some("env NOVA_LISTEN".into()),
        default: Some(Value::Str("[::]:80".to_owned())),
        ..Entry::new("listen", Value::Str("[::]:8080".to_owned()))
    };
    let key = Entry { default: Some(Value::Str("x".into())), ..Entry::new("key", Value::Secret) };
    let cache = Entry::new("cache", map([("size", Value::Int(3))]));
    let group = Value::Map(vec![listen, key, cache]);
    let groups = Content::Configuration(map([("default", group)]));
    let report = report(vec![Section::new("Configuration", groups)]);
    let expect = serde_json::json!({"options": {
        "listen": {"source": "env NOVA_LISTEN", "value": "[::]:8080", "masked": false, "default": "[::]:80"},
        "key": {"value": "***", "masked": true},
        "cache": {"options": {"size": {"value": 3, "masked": false}}},
    }});
    let document = parsed(&report);
    assert_eq!(document["config"]["groups"]["default"], expect);
    assert_eq!(document["sections"]["Configuration"]["part"], "config");
}

#[test]
fn a_section_that_failed_says_how_and_keeps_what_it_wrote() {
    let value = map([("size", Value::Int(3)), ("idle", Value::Unfinished)]);
    let status = Status::TimedOut { after: Duration::from_secs(2), thread: 12 };
    let stuck = Some(Stack::new([frame("lock", "a.rs", 1)], StackEnd::Root));
    let document = parsed(&report(vec![Section { status, stuck, ..section("Pool", value) }]));
    let section = &document["sections"]["Pool"];
    assert_eq!(section["status"], "timed_out");
    assert_eq!(section["reason"], "timed out after 2s; still running on thread 12");
    assert_eq!(section["value"], serde_json::json!({"size": 3, "idle": null}));
    assert_eq!(section["remarks"][0]["text"], "unfinished");
    assert_eq!(section["stuck"]["frames"][0]["function"], "lock");
    assert_eq!(document["gmr"]["complete"], false);
    assert_eq!(
        document["summary"]["missing"][0],
        "Pool: timed out after 2s; still running on thread 12"
    );
}
