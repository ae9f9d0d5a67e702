//! Threads with their stacks, and what is known of them.

use super::input::Input;
use crate::model::{
    Contention, CpuTime, Deadlock, Frame, Gap, Method, Module, Role, Stack, StackEnd, Switches,
    SystemCall, Thread, ThreadState, Threads, Timing, Wait, WaitKind,
};

pub(super) fn threads(input: &mut Input<'_>) -> Threads {
    Threads {
        threads: input.list(thread),
        stacks: input.list(stack),
        modules: input.list(module),
        contentions: input.list(contention),
        deadlocks: input.list(deadlock),
        notes: input.list(Input::text),
        timing: Timing { capture: input.duration(), ..Timing::default() },
    }
}

fn thread(input: &mut Input<'_>) -> Thread {
    Thread {
        name: input.text(),
        state: input.option(|input| ThreadState::from_letter(input.byte().into())),
        role: [Role::Program, Role::Worker, Role::Reporter][usize::from(input.below(3))],
        // Some of them are not in the list.
        stack: if input.flag() { Ok(input.below(6).into()) } else { Err(input.text()) },
        method: input.option(|input| {
            [Method::Passive, Method::Signal, Method::Own][usize::from(input.below(3))]
        }),
        doubt: input.option(Input::text),
        age: input.option(Input::duration),
        cpu: input.option(|input| CpuTime { user: input.duration(), system: input.duration() }),
        switches: input
            .option(|input| Switches { voluntary: input.number(), involuntary: input.number() }),
        policy: input.option(Input::text),
        call: input.option(call),
        wait: input.option(wait),
        ..Thread::new(input.number())
    }
}

fn call(input: &mut Input<'_>) -> SystemCall {
    SystemCall {
        number: input.number(),
        name: input.option(|input| input.text().into()),
        arguments: [0; 6],
        detail: input.option(Input::text),
    }
}

fn wait(input: &mut Input<'_>) -> Wait {
    const KINDS: [WaitKind; 10] = [
        WaitKind::Lock,
        WaitKind::Notification,
        WaitKind::Park,
        WaitKind::Join,
        WaitKind::Io,
        WaitKind::Poll,
        WaitKind::Sleep,
        WaitKind::Process,
        WaitKind::Signal,
        WaitKind::Other,
    ];
    Wait {
        kind: KINDS[usize::from(input.below(10))],
        reason: input.text(),
        on: input.option(Input::number),
        since: input.option(Input::duration),
        at_least: input.flag(),
    }
}

pub(super) fn stack(input: &mut Input<'_>) -> Stack {
    let end = match input.below(3) {
        0 => StackEnd::Root,
        1 => StackEnd::Truncated(input.text()),
        _ => StackEnd::LeftOut(input.text()),
    };
    Stack {
        id: input.text(),
        gap: input.option(|input| Gap { at: input.byte().into(), left_out: input.number() }),
        idle: input.option(|input| input.text().into()),
        ..Stack::new(input.list(frame), end)
    }
}

pub(super) fn frame(input: &mut Input<'_>) -> Frame {
    Frame {
        function: input.option(Input::shared),
        file: input.option(Input::shared),
        line: input.option(|input| input.number() as u32),
        column: input.option(|input| input.number() as u32),
        module: input.option(Input::shared),
        offset: input.option(Input::number),
        inlined: input.flag(),
        ..Frame::new(input.number())
    }
}

fn module(input: &mut Input<'_>) -> Module {
    let range = input.number()..input.number();
    Module {
        path: input.shared(),
        build_id: input.option(Input::shared),
        base: input.number(),
        range,
    }
}

fn contention(input: &mut Input<'_>) -> Contention {
    Contention {
        address: input.number(),
        what: input.text(),
        waiters: input.list(Input::number),
        owner: input.option(Input::number),
    }
}

fn deadlock(input: &mut Input<'_>) -> Deadlock {
    Deadlock { ring: input.list(|input| (input.number(), input.option(Input::number))) }
}
