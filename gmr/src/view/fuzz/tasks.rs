//! Tasks with their traces.

use super::input::Input;
use super::threads::frame;
use crate::model::{
    Branch, BranchEnd, Place, Task, TaskState, TaskTiming, Tasks, Trace, Untracked,
};
use std::sync::Arc;

/// Deeper than any view goes.
const DEPTH: u8 = 100;

pub(super) fn tasks(input: &mut Input<'_>) -> Tasks {
    Tasks {
        tasks: input.list(task),
        traces: input.list(trace),
        notes: input.list(Input::text),
        untracked: input.list(|input| Untracked::new(input.text(), input.number(), input.number())),
        timing: TaskTiming { collect: input.duration(), ..TaskTiming::default() },
    }
}

fn task(input: &mut Input<'_>) -> Task {
    Task {
        name: input.option(Input::text),
        detail: input.option(Input::text),
        future: input.text().into(),
        size: input.number(),
        spawned: Place { file: input.text().into(), line: input.byte().into(), column: 0 },
        parent: input.option(Input::number),
        state: state(input),
        age: input.duration(),
        polls: input.number(),
        busy: input.duration(),
        // Some of them are not in the list.
        trace: input.option(|input| input.below(6).into()),
        awaits: input.list(Input::number),
        flaw: input.option(Input::text),
        ..Task::new(input.number())
    }
}

fn state(input: &mut Input<'_>) -> TaskState {
    match input.below(5) {
        0 => TaskState::New,
        1 => TaskState::Idle { since: input.duration() },
        2 => TaskState::Running { thread: input.number(), since: input.duration() },
        3 => TaskState::Done,
        _ => TaskState::Dropping { thread: input.number() },
    }
}

fn trace(input: &mut Input<'_>) -> Trace {
    let branches = input.list(|input| branch(input, 0));
    Trace { id: input.text(), branches, notes: input.list(Input::text) }
}

fn branch(input: &mut Input<'_>, depth: u8) -> Branch {
    let frames = input.list(|input| Arc::new(frame(input)));
    let end = match input.below(6) {
        0 => BranchEnd::Waits { times: input.number() as u32 },
        1 => BranchEnd::WokeItself { times: input.number() as u32 },
        2 => BranchEnd::Task,
        3 => BranchEnd::Unknown(input.text()),
        _ if depth == DEPTH => BranchEnd::Task,
        _ => BranchEnd::Fork(input.list(|input| branch(input, depth + 1))),
    };
    Branch::new(frames, end)
}
