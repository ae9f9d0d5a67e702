#![allow(clippy::panic)]

use super::*;
use crate::model::{Content, Value};
use crate::section::{
    ConfigReport, Field, Map, ReportValue, Sheet, add_configuration, configurations,
};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

/// What `derive(ConfigReport)` would write; `port` 0 is a bad value.
struct Listen {
    port: u16,
}

static FIELDS: [Field; 3] = [Field::new("port"), Field::new("password"), Field::new("last")];

impl ReportValue for Listen {
    fn report(&self, out: Out<'_>) {
        self.report_fields(&mut out.map());
    }
}

impl ConfigReport for Listen {
    const GROUP: &'static str = "secret-listen";
    const FIELDS: &'static [Field] = &FIELDS;

    fn report_fields(&self, map: &mut Map<'_>) {
        map.field(&FIELDS[0]).uint(self.port.into());
        map.field(&FIELDS[1]).str("hunter2");
        let last = map.field(&FIELDS[2]);
        assert!(self.port > 0, "a bad port");
        last.str("plain");
    }
}

/// The registry is one for the process, so these tests take turns.
static TURN: Mutex<()> = Mutex::new(());

fn groups() -> Value {
    let ours: Vec<_> = configurations().into_iter().filter(|c| c.group == Listen::GROUP).collect();
    let sheet = Sheet::new();
    write_groups(&ours, Out::root(&sheet));
    match sheet.take() {
        Content::Configuration(groups) => groups,
        other => panic!("not shown as configuration: {other:?}"),
    }
}

fn keys(value: &Value) -> Vec<&str> {
    match value {
        Value::Map(entries) => entries.iter().map(|entry| &*entry.key).collect(),
        other => panic!("not a map: {other:?}"),
    }
}

#[test]
fn a_configuration_is_a_group_of_its_options() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let _guard = add_configuration(Arc::new(RwLock::new(Listen { port: 80 })), None);
    let groups = groups();
    let group = groups.entry("secret-listen").unwrap_or(&Value::None);
    assert_eq!(group.entry("port"), Some(&Value::Int(80)));
    assert_eq!(group.entry("password"), Some(&Value::Secret));
    // The name of a group says nothing of each of its options.
    assert_eq!(group.entry("last"), Some(&Value::Str("plain".into())));
}

#[test]
fn a_bad_value_fails_its_own_group_only_and_keeps_what_was_written() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let _guards = [0, 80].map(|port| add_configuration(Listen { port }, None));
    let groups = groups();
    let ty = std::any::type_name::<Listen>();
    let titles = [format!("secret-listen ({ty})"), format!("secret-listen ({ty}) #2")];
    assert_eq!(keys(&groups), titles);
    let [bad, good] = titles.map(|title| groups.entry(&title).cloned().unwrap_or(Value::None));
    assert_eq!(keys(&good), ["port", "password", "last"]);
    assert_eq!(keys(&bad), ["port", "password", "last", "error"]);
    assert_eq!(bad.entry("port"), Some(&Value::Int(0)));
    assert_eq!(bad.entry("last"), Some(&Value::Unfinished));
    let Some(Value::Error(chain)) = bad.entry("error") else { panic!("{bad:?}") };
    assert!(chain.concat().starts_with("panicked: a bad port"), "{chain:?}");
}

#[test]
fn two_groups_of_one_name_are_told_apart_by_their_types() {
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let _plain = add_configuration(Listen { port: 1 }, None);
    let _shared = add_configuration(Arc::new(Listen { port: 2 }), None);
    let groups = groups();
    assert_eq!(keys(&groups).len(), 2);
    assert!(keys(&groups).iter().all(|key| key.contains("configuration::tests::Listen")));
}

#[test]
fn a_configuration_that_panics_at_once_is_an_error() {
    struct Broken;
    impl ReportValue for Broken {
        fn report(&self, _out: Out<'_>) {
            panic!("broken");
        }
    }
    impl ConfigReport for Broken {
        const GROUP: &'static str = Listen::GROUP;
        const FIELDS: &'static [Field] = &[];
        fn report_fields(&self, _map: &mut Map<'_>) {}
    }
    let _turn = TURN.lock().unwrap_or_else(PoisonError::into_inner);
    let _guard = add_configuration(Broken, None);
    let groups = groups();
    assert!(matches!(groups.entry(Listen::GROUP), Some(Value::Error(_))), "{groups:?}");
}

#[test]
fn no_configuration_says_how_to_have_one() {
    let sheet = Sheet::new();
    write_groups(&[], Out::root(&sheet));
    let Content::Value(Value::Note(note)) = sheet.take() else { panic!("no note") };
    assert!(note.contains("ConfigReport") && note.contains(".conf("), "{note}");
}
