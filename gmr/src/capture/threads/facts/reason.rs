//! What a thread waits for: its system call and its functions, taken together.

use super::call::{Decoded, Decoder};
use super::descriptor::Descriptors;
use super::futex::Futex;
use super::owner;
use super::ring::Link;
use super::rules::{Finder, Rule, Word};
use crate::capture::proc::{Call, CallState, Tasks};
use crate::model::{Stack, Thread, ThreadState, Wait, WaitKind};
use crate::sys::snapshot::memory::Memory;
use std::collections::{HashMap, HashSet};

/// What has no name, but holds its owner for the kernel.
const PI: &str = "a lock (priority inheritance)";

/// A thread that waits for something that has an address.
pub(super) struct Waiter {
    pub(super) thread: u64,
    pub(super) kind: WaitKind,
    /// What it is: "a std Mutex".
    pub(super) what: &'static str,
    /// Where it is.
    pub(super) on: Option<u64>,
    /// The thread that has it.
    pub(super) owner: Option<u64>,
    word: Word,
    call: Call,
    futex: Futex,
}

impl Waiter {
    /// The thread that it waits for, if that is known.
    pub(super) fn link(&self) -> Option<Link> {
        let Waiter { thread, on, word, call, futex, .. } = *self;
        Some(Link { thread, owner: self.owner?, on, call, futex, word })
    }
}

/// Tells reasons.
pub(super) struct Reasons<'t> {
    decoder: Decoder<'t>,
    stacks: &'t [Stack],
    ids: &'t HashSet<u64>,
    /// What was found for a stack and the kind of its threads' call.
    found: HashMap<(usize, Option<WaitKind>), Option<&'static Rule>>,
    finder: Finder,
}

impl<'t> Reasons<'t> {
    pub(super) fn new(tasks: &'t Tasks, stacks: &'t [Stack], ids: &'t HashSet<u64>) -> Self {
        let decoder = Decoder::new(Descriptors::new(tasks));
        Reasons { decoder, stacks, ids, found: HashMap::new(), finder: Finder::default() }
    }

    /// Reads the process's memory.
    pub(super) fn memory(&mut self) -> &mut Memory {
        &mut self.decoder.memory
    }

    /// Fills in the call of a thread and what it waits for.
    pub(super) fn tell(&mut self, thread: &mut Thread, call: Option<CallState>) -> Option<Waiter> {
        match call {
            Some(CallState::InCall(call)) if self.is_of_stack(thread, call.pc) => {
                let decoded = self.decoder.decode(thread.id, &call);
                self.in_call(thread, call, decoded)
            }
            // It did something else when its stack was taken.
            Some(CallState::InCall(_) | CallState::Running) => None,
            Some(CallState::Elsewhere { .. }) => {
                if matches!(thread.state, Some(ThreadState::Sleeping | ThreadState::DiskSleep)) {
                    thread.wait = Some(wait(WaitKind::Other, "waits for memory (page fault)"));
                }
                None
            }
            None => {
                if thread.state == Some(ThreadState::Sleeping) {
                    let rule = self.rule(thread, None);
                    thread.wait = rule.map(|rule| wait(rule.kind, rule.words()));
                }
                None
            }
        }
    }

    /// Whether the call is the one that the stack was taken in. A call that a signal has
    /// interrupted begins anew, at the instruction that enters the kernel.
    fn is_of_stack(&self, thread: &Thread, pc: u64) -> bool {
        const INSTRUCTION: u64 = if cfg!(target_arch = "x86_64") { 2 } else { 4 };
        let Ok(stack) = &thread.stack else { return true };
        let innermost = self.stacks.get(*stack).and_then(|stack| stack.frames.first());
        let ends = |address: u64| [address, address.wrapping_add(INSTRUCTION)];
        innermost.is_none_or(|frame| ends(frame.address).contains(&pc))
    }

    fn in_call(&mut self, thread: &mut Thread, call: Call, decoded: Decoded) -> Option<Waiter> {
        let Decoded { call: in_words, wait, futex } = decoded;
        thread.call = Some(in_words);
        let kind = futex.is_none().then_some(wait.kind);
        let rule = self.rule(thread, kind);
        let Some(futex) = futex else {
            thread.wait = Some(rule.map_or(wait, |rule| self::wait(rule.kind, rule.words())));
            return None;
        };
        let (kind, what, word) = match rule {
            Some(rule) => (rule.kind, rule.what, rule.word),
            None if futex.inherits_priority => (WaitKind::Lock, PI, Word::At(0)),
            None if owner::is_of_thread(&futex, self.ids, &mut self.decoder.memory) => {
                (WaitKind::Join, "a thread to end", Word::Thread)
            }
            None => (WaitKind::Other, "a futex", Word::At(0)),
        };
        let on = owner::begin(word, &futex);
        let owner = owner::of(word, &futex, &mut self.decoder.memory);
        let owner = owner.filter(|owner| self.ids.contains(owner));
        let reason = match owner {
            Some(joined) if word == Word::Thread => format!("waits for thread #{joined} to end"),
            _ => reason(rule, kind, what, on),
        };
        let has = owner.filter(|_| word != Word::Thread);
        let has = has.map_or_else(String::new, |owner| format!(" that #{owner} has"));
        thread.wait = Some(Wait { kind, on, ..self::wait(kind, reason + &has) });
        Some(Waiter { thread: thread.id, kind, what, on, owner, word, call, futex })
    }

    fn rule(&mut self, thread: &Thread, kind: Option<WaitKind>) -> Option<&'static Rule> {
        let index = *thread.stack.as_ref().ok()?;
        let frames = &self.stacks.get(index)?.frames;
        let finder = &mut self.finder;
        *self.found.entry((index, kind)).or_insert_with(|| finder.find(frames, kind))
    }
}

fn wait(kind: WaitKind, reason: impl Into<String>) -> Wait {
    Wait { kind, reason: reason.into(), on: None, since: None, at_least: false }
}

/// The reason in words, with the address, if there is one to tell.
fn reason(rule: Option<&Rule>, kind: WaitKind, what: &str, on: Option<u64>) -> String {
    let words = match (rule, kind) {
        (Some(rule), _) => rule.words(),
        (None, WaitKind::Other) => format!("waits on {what}"),
        (None, _) => format!("waits for {what}"),
    };
    on.map_or(words.clone(), |on| format!("{words} at {on:#x}"))
}
