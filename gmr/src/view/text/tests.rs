#![allow(clippy::unwrap_used, clippy::panic)]

mod facts;
mod golden;
mod groups;
mod hostile;
mod oslo;
mod panics;
mod tasks;
mod tasks_bounds;

use crate::model::*;
use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// 2026-11-21T10:30:00.123456Z.
fn moment() -> SystemTime {
    UNIX_EPOCH + Duration::new(1_795_257_000, 123_456_000)
}

fn report(sections: Vec<Section>) -> Report {
    let trigger =
        TriggerKind::Signal { name: "SIGUSR2".into(), sender: Some(Sender { pid: 4242, uid: 0 }) };
    Report {
        time: moment(),
        duration: Duration::from_millis(41),
        service: Service { name: "orders".into(), version: "1.4.2".into() },
        pid: 7,
        trigger: Trigger { kind: trigger, requests: 1 },
        warnings: Vec::new(),
        sections,
    }
}

fn section(title: &str, value: Value) -> Section {
    Section::new(title, Content::Value(value))
}

fn map(entries: impl IntoIterator<Item = (&'static str, Value)>) -> Value {
    Value::Map(entries.into_iter().map(|(key, value)| Entry::new(key, value)).collect())
}

fn thread(id: u64, name: &str, stack: Result<usize, &str>) -> Thread {
    Thread {
        name: name.to_owned(),
        state: Some(ThreadState::Sleeping),
        stack: stack.map_err(str::to_owned),
        ..Thread::new(id)
    }
}

fn frame(function: &str, file: &str, line: u32) -> Frame {
    Frame {
        function: Some(Arc::from(function)),
        file: Some(Arc::from(file)),
        line: Some(line),
        column: Some(5),
        ..Frame::new(0x1000)
    }
}
