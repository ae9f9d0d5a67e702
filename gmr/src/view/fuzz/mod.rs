//! Makes a report of arbitrary bytes. The fuzzer of the views in `fuzz` calls this with what it
//! finds, the tests with what proptest makes.

mod input;
mod tasks;
mod threads;
mod values;

use crate::model::{
    Content, Host, Origin, Report, Section, Sender, Service, Status, Trigger, TriggerKind,
};
use input::Input;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// A report; all that a report can hold is in one that some bytes make, in every combination.
pub fn report(data: &[u8]) -> Report {
    let mut input = Input::new(data);
    Report {
        id: input.text(),
        time: time(&mut input),
        duration: input.duration(),
        service: Service { name: input.text(), version: input.text() },
        host: Host { name: input.text(), arch: "x86_64", os: "linux", os_version: input.text() },
        pid: input.number() as u32,
        trigger: trigger(&mut input),
        warnings: input.list(Input::text),
        sections: input.list(section),
    }
}

fn time(input: &mut Input<'_>) -> SystemTime {
    // What the clock of a system can hold is not all that a duration can.
    UNIX_EPOCH + Duration::from_nanos(input.number())
}

fn trigger(input: &mut Input<'_>) -> Trigger {
    let kind = match input.below(5) {
        0 => TriggerKind::Api,
        1 => TriggerKind::File { path: input.text() },
        2 => TriggerKind::Signal { name: input.text().into(), sender: None },
        3 => TriggerKind::Panic {
            message: input.text(),
            place: input.option(Input::text),
            thread: input.number(),
            name: input.option(Input::text),
        },
        _ => {
            let sender = Sender { pid: input.number() as i32, uid: input.number() as u32 };
            TriggerKind::Signal { name: input.text().into(), sender: Some(sender) }
        }
    };
    Trigger { kind, requests: input.number() }
}

fn section(input: &mut Input<'_>) -> Section {
    let title = input.text();
    let content = match input.below(5) {
        0 => Content::Threads(threads::threads(input)),
        1 => Content::Tasks(tasks::tasks(input)),
        2 => Content::Configuration(values::value(input, 0)),
        _ => Content::Value(values::value(input, 0)),
    };
    let origin = input.option(|input| Origin {
        module: "shop::pool",
        file: "src/pool.rs",
        line: input.number() as u32,
    });
    let status = status(input);
    Section { title, origin, status, content, stuck: input.option(threads::stack) }
}

fn status(input: &mut Input<'_>) -> Status {
    match input.below(8) {
        0 => Status::Panicked(input.text()),
        1 => Status::TimedOut { after: input.duration(), thread: input.number() },
        2 => Status::GaveUp(input.text()),
        3 => Status::StillRunning { since: time(input), thread: input.number() },
        4 => Status::NotRun(input.text()),
        _ => Status::Ok,
    }
}
