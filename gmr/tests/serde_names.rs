//! A configuration is called what `serde` reads it as.

#![allow(clippy::unwrap_used, clippy::panic, dead_code)]

mod forms;

use forms::{entry, keys, text};
use gmr::model::Value;
use gmr::{ConfigReport, to_value};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The names under which `serde` writes, which are those under which it reads.
fn names(value: &impl Serialize) -> Vec<String> {
    let json = serde_json::to_value(value).unwrap();
    let mut names: Vec<String> = json.as_object().unwrap().keys().cloned().collect();
    names.sort();
    names
}

fn sorted(form: &Value) -> Vec<String> {
    let mut keys: Vec<String> = keys(form).iter().map(|key| (*key).to_owned()).collect();
    keys.sort();
    keys
}

macro_rules! cased {
    ($($case:literal)+) => {
        $({
            #[derive(Default, Serialize, ConfigReport)]
            #[serde(rename_all = $case)]
            struct Cased {
                max_open_files: u8,
                r#type: u8,
                http2: u8,
                x: u8,
                #[serde(rename = "own name")]
                renamed: u8,
                _hidden: u8,
            }
            let value = Cased::default();
            assert_eq!(sorted(&to_value(&value)), names(&value), $case);
        })+
    };
}

#[test]
fn names_are_cased_as_serde_cases_them() {
    cased!("lowercase" "UPPERCASE" "PascalCase" "camelCase" "snake_case" "SCREAMING_SNAKE_CASE"
        "kebab-case" "SCREAMING-KEBAB-CASE");
}

#[test]
fn a_name_for_writing_only_is_not_followed() {
    #[derive(Deserialize, Serialize, ConfigReport)]
    #[serde(rename_all(serialize = "UPPERCASE", deserialize = "kebab-case"), deny_unknown_fields)]
    struct Names {
        #[serde(rename(serialize = "out", deserialize = "in"))]
        both: u8,
        #[serde(rename(serialize = "out"), alias = "other")]
        written_only: u8,
        #[serde(rename(deserialize = "read"))]
        read_only: u8,
    }
    let names: Names = serde_json::from_str(r#"{"in": 1, "written-only": 2, "read": 3}"#).unwrap();
    assert_eq!(keys(&to_value(&names)), ["in", "written-only", "read"]);
}

#[test]
fn what_gmr_is_told_wins() {
    #[derive(Serialize, ConfigReport)]
    #[serde(rename_all = "UPPERCASE")]
    #[gmr(rename_all = "kebab-case")]
    struct Both {
        max_size: u8,
        #[serde(rename = "theirs")]
        their_name: u8,
        #[serde(rename = "theirs too")]
        #[gmr(rename = "ours")]
        our_name: u8,
        #[serde(flatten)]
        #[gmr(nested)]
        group: Inner,
    }
    let both = Both { max_size: 1, their_name: 2, our_name: 3, group: Inner { level: 4 } };
    assert_eq!(keys(&to_value(&both)), ["max-size", "theirs", "ours", "group"]);
}

#[derive(Serialize, Deserialize, Default, ConfigReport)]
struct Inner {
    level: u8,
}

#[test]
fn nobody_has_to_follow_serde() {
    #[derive(Serialize, Default, ConfigReport)]
    #[serde(rename_all = "UPPERCASE", default)]
    #[gmr(serde = false)]
    struct Own {
        #[serde(rename = "theirs")]
        ours: u8,
        #[serde(flatten)]
        group: Inner,
    }
    let form = to_value(&Own::default());
    assert_eq!(keys(&form), ["ours", "group"]);
    assert_eq!(entry(&form, "ours").default, None);
}

#[test]
fn what_is_flattened_stands_beside_the_others() {
    #[derive(Serialize, Deserialize, ConfigReport)]
    struct Flat {
        own: u8,
        #[serde(flatten)]
        inner: Inner,
        #[serde(flatten)]
        maybe: Option<Deep>,
        #[serde(flatten)]
        rest: BTreeMap<String, String>,
    }
    #[derive(Serialize, Deserialize, ConfigReport)]
    struct Deep {
        depth: u8,
    }
    let json = r#"{"own": 1, "level": 2, "depth": 3, "host": "a", "api_key": "hunter2"}"#;
    let flat: Flat = serde_json::from_str(json).unwrap();
    let form = to_value(&flat);
    assert_eq!(sorted(&form), names(&flat));
    assert_eq!(form.entry("host"), Some(&text("a")));
    assert_eq!(form.entry("api_key"), Some(&Value::Secret));
}

fn port() -> u16 {
    8080
}

mod defaults {
    pub(crate) fn size() -> Option<u8> {
        Some(3)
    }
}

#[test]
fn defaults_are_those_of_serde() {
    #[derive(Deserialize, ConfigReport)]
    struct Each {
        #[serde(default = "port")]
        port: u16,
        #[serde(default = "defaults::size", rename = "the size")]
        size: Option<u8>,
        #[serde(default)]
        name: String,
        #[serde(default = "port")]
        #[gmr(default = 1)]
        ours: u16,
        set: u8,
        #[serde(default)]
        #[gmr(secret)]
        pin: u8,
    }
    let each: Each = serde_json::from_str(r#"{"set": 1}"#).unwrap();
    let form = to_value(&each);
    for unset in ["port", "the size", "name"] {
        let entry = entry(&form, unset);
        assert_eq!(entry.default.as_ref(), Some(&entry.value), "{unset}");
    }
    assert_eq!(entry(&form, "ours").default, Some(Value::Int(1)));
    assert_eq!(entry(&form, "set").default, None);
    assert_eq!(entry(&form, "pin").default, None);
}

fn whole() -> Whole {
    Whole { a: 1, b: 2 }
}

#[derive(Deserialize, ConfigReport)]
#[serde(default = "whole")]
struct Whole {
    a: u8,
    #[serde(default)]
    b: u8,
}

#[test]
fn the_defaults_of_a_type_are_those_of_serde() {
    #[derive(Deserialize, ConfigReport)]
    #[serde(default)]
    struct ByTrait {
        a: u8,
    }
    impl Default for ByTrait {
        fn default() -> Self {
            ByTrait { a: 9 }
        }
    }
    let form = to_value(&serde_json::from_str::<Whole>(r#"{"a": 5}"#).unwrap());
    assert_eq!(entry(&form, "a").default, Some(Value::Int(1)));
    // What a field says is nearer.
    assert_eq!(entry(&form, "b").default, Some(Value::Int(0)));
    let form = to_value(&serde_json::from_str::<ByTrait>("{}").unwrap());
    assert_eq!(entry(&form, "a").default, Some(Value::Int(9)));
    assert_eq!(entry(&form, "a").value, Value::Int(9));
}

#[test]
fn what_serde_skips_is_still_a_field() {
    #[derive(Serialize, ConfigReport)]
    struct Skipped {
        #[serde(skip)]
        computed: u8,
        #[serde(skip_serializing_if = "Option::is_none", with = "nowhere")]
        #[cfg(any())]
        gone: Option<u8>,
    }
    assert_eq!(keys(&to_value(&Skipped { computed: 1 })), ["computed"]);
}
