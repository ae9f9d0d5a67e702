//! What is known of threads beside their stacks: what they do, what they wait for, and which of
//! them wait for the same or for each other.

use super::threads::push_wrapped;
use crate::model::{CpuTime, Switches, Thread, Threads};
use crate::view::push::push;
use crate::view::threads::facts::{self, cpu, distinct, range, reason, since, switches};
use crate::view::threads::{label, state};
use crate::view::{escape, time};
use std::borrow::Cow;

/// The lines of a thread that stands alone.
pub(super) fn push_thread(thread: &Thread, out: &mut String) {
    let mut facts = vec![state(thread).into_owned()];
    facts.extend(thread.age.map(|age| format!("{} old", time::span(age))));
    facts.extend(thread.cpu.map(|spent| format!("cpu {}", cpu(spent))));
    facts.extend(thread.switches.map(switches));
    push(out, format_args!("state = {}\n", facts.join(", ")));
    if let Some(doubt) = &thread.doubt {
        push(out, format_args!("doubt = {}\n", escape::line(doubt)));
    }
    if let Some(policy) = &thread.policy {
        push(out, format_args!("policy = {}\n", escape::line(policy)));
    }
    if let Some(wait) = &thread.wait {
        let since = since(wait.since, wait.since, wait.at_least);
        push(out, format_args!("wait = {}{since}\n", escape::line(&wait.reason)));
    }
    if let Some(call) = &thread.call {
        let name = call.name.as_deref().map_or_else(|| call.number.to_string(), str::to_owned);
        let detail = call.detail.as_deref().unwrap_or("...");
        push(out, format_args!("call = {}({})\n", escape::line(&name), escape::line(detail)));
    }
}

/// The lines of threads that share a stack: what they have used together, and each thing that
/// they wait for once, with those that do.
pub(super) fn push_group(threads: &[&Thread], is_idle: bool, out: &mut String) {
    push_total(threads, out);
    let mut push_each = |key: &str, text: fn(&Thread) -> Option<&str>| {
        for (text, members) in distinct(threads, |thread| text(thread).map(Cow::Borrowed)) {
            push_members(&format!("{key} = {}", escape::line(&text)), &members, threads, out);
        }
    };
    push_each("doubt", |thread| thread.doubt.as_deref());
    push_each("policy", |thread| thread.policy.as_deref());
    if is_idle {
        return;
    }
    for (reason, members) in distinct(threads, reason) {
        let waits = || members.iter().filter_map(|thread| thread.wait.as_ref());
        let times = || waits().filter_map(|wait| wait.since);
        let at_least = waits().any(|wait| wait.at_least);
        let since = since(times().min(), times().max(), at_least);
        let line = format!("wait = {}{since}", escape::line(&reason));
        push_members(&line, &members, threads, out);
    }
}

/// A line, and of whom it is true if it is not true of all.
fn push_members(line: &str, members: &[&Thread], all: &[&Thread], out: &mut String) {
    if members.len() == all.len() {
        return push(out, format_args!("{line}\n"));
    }
    push(out, format_args!("{line}:\n"));
    let labels: Vec<String> = members.iter().map(|thread| label(thread)).collect();
    push_wrapped("  ", &labels, out);
}

fn push_total(threads: &[&Thread], out: &mut String) {
    let ages = || threads.iter().filter_map(|thread| thread.age);
    if let (Some(least), Some(most)) = (ages().min(), ages().max()) {
        push(out, format_args!("age = {}\n", range(least, most)));
    }
    let spent = |thread: &Thread| thread.cpu.map(|cpu| cpu.user.saturating_add(cpu.system));
    let mut total = CpuTime::default();
    for cpu in threads.iter().filter_map(|thread| thread.cpu) {
        total.user = total.user.saturating_add(cpu.user);
        total.system = total.system.saturating_add(cpu.system);
    }
    if threads.iter().any(|thread| thread.cpu.is_some()) {
        let share = |thread: &&Thread| spent(thread).filter(|spent| !spent.is_zero());
        let most = threads.iter().copied().max_by_key(share);
        let most = most.and_then(|thread| {
            Some(format!(", most by {}: {}", label(thread), time::span(share(&thread)?)))
        });
        push(out, format_args!("cpu = {} in all{}\n", cpu(total), most.unwrap_or_default()));
    }
    let mut sum = Switches::default();
    for switches in threads.iter().filter_map(|thread| thread.switches) {
        sum.voluntary = sum.voluntary.saturating_add(switches.voluntary);
        sum.involuntary = sum.involuntary.saturating_add(switches.involuntary);
    }
    if threads.iter().any(|thread| thread.switches.is_some()) {
        let all = sum.voluntary.saturating_add(sum.involuntary);
        push(out, format_args!("switches = {all} ({} involuntary) in all\n", sum.involuntary));
    }
}

/// What several threads wait for, with these threads.
pub(super) fn push_contentions(threads: &Threads, out: &mut String) {
    if threads.contentions.is_empty() {
        return;
    }
    out.push('\n');
    for contention in &threads.contentions {
        let start = format!("{}: ", escape::line(&facts::contention(contention)));
        let ids: Vec<String> = contention.waiters.iter().map(|id| format!("#{id}")).collect();
        push_wrapped(&start, &ids, out);
    }
    if threads.contentions.iter().any(|contention| contention.what == "a std Mutex") {
        out.push_str("<a std Mutex does not tell who has it>\n");
    }
}
