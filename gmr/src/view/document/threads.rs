//! Every thread with what is known of it beside its stack.

use super::node::{Fields, Node};
use super::stacks::status;
use crate::model::{Method, Role, Stack, SystemCall, Thread, Threads, Wait};

/// The threads in the order of their ids.
pub(super) fn threads(threads: &Threads) -> Node<'_> {
    Node::each(move || threads.threads.iter().map(move |one| thread(threads, one)))
}

/// Its id and its name.
pub(super) fn thread_name(thread: &Thread) -> Node<'_> {
    Node::Map(vec![("id", Node::int(thread.id)), ("name", Node::text(&thread.name))])
}

/// A thread; what is not known of it is left out.
pub(in crate::view) fn thread<'r>(threads: &'r Threads, thread: &'r Thread) -> Node<'r> {
    let mut fields = Fields::of(14);
    fields.put("thread", thread_name(thread));
    fields.put("role", Node::text(role(thread.role)));
    let state = thread.state.map(|state| Node::words(state.letter().to_string()));
    fields.put("state", Node::option(state));
    let call = thread.call.as_ref();
    fields.put("wait", Node::option(thread.wait.as_ref().map(|one| wait(one, call))));
    fields.put_some("call", call.map(system_call));
    fields.put_some("age_ms", thread.age.map(Node::millis));
    if let Some(cpu) = thread.cpu {
        fields.put("cpu_ms", Node::millis(cpu.user.saturating_add(cpu.system)));
        fields.put("cpu_user_ms", Node::millis(cpu.user));
        fields.put("cpu_system_ms", Node::millis(cpu.system));
    }
    if let Some(switches) = thread.switches {
        fields.put("voluntary_switches", Node::int(switches.voluntary));
        fields.put("involuntary_switches", Node::int(switches.involuntary));
    }
    fields.put_some("policy", thread.policy.as_deref().map(Node::text));
    fields.put_some("method", thread.method.map(|method| Node::text(method_name(method))));
    fields.put_some("doubt", thread.doubt.as_deref().map(Node::text));
    fields.put("stack", stack_of(threads, thread));
    fields.map()
}

/// Which of the stacks it has, or why it has none.
fn stack_of<'r>(threads: &'r Threads, thread: &'r Thread) -> Node<'r> {
    let missing = "it is not in this report";
    let stack = match &thread.stack {
        Ok(index) => threads.stacks.get(*index).map(|stack| (*index, stack)).ok_or(missing),
        Err(reason) => Err(reason.as_str()),
    };
    let known = |index: usize, stack: &'r Stack| {
        let (status, reason) = status(stack);
        let id = Some(&*stack.id).filter(|id| !id.is_empty());
        (Node::option(id.map(Node::text)), Node::int(index as i128), status, reason)
    };
    let (id, index, status, reason) = match stack {
        Ok((index, stack)) => known(index, stack),
        Err(reason) => (Node::Null, Node::Null, "unavailable", Node::text(reason)),
    };
    Node::Map(vec![
        ("id", id),
        ("index", index),
        ("status", Node::text(status)),
        ("reason", reason),
    ])
}

fn wait<'r>(wait: &'r Wait, call: Option<&'r SystemCall>) -> Node<'r> {
    let mut fields = Fields::of(6);
    fields.put("kind", Node::text(wait.kind.word()));
    fields.put("reason", Node::text(&wait.reason));
    fields.put_some("syscall", call.and_then(|call| call.name.as_deref()).map(Node::text));
    fields.put_some("on", wait.on.map(Node::Hex));
    if let Some(since) = wait.since {
        fields.put("since_ms", Node::millis(since));
        fields.put("at_least", Node::Bool(wait.at_least));
    }
    fields.map()
}

fn system_call(call: &SystemCall) -> Node<'_> {
    let mut fields = Fields::of(3);
    fields.put("number", Node::int(call.number));
    fields.put_some("name", call.name.as_deref().map(Node::text));
    fields.put_some("detail", call.detail.as_deref().map(Node::text));
    fields.map()
}

fn role(role: Role) -> &'static str {
    match role {
        Role::Program => "program",
        Role::Reporter => "reporter",
        Role::Worker => "worker",
    }
}

fn method_name(method: Method) -> &'static str {
    match method {
        Method::Passive => "passive",
        Method::Signal => "signal",
        Method::Own => "own",
    }
}
