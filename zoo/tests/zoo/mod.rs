//! The comparison of the zoo's reports with what gdb says.

pub(crate) mod build;
mod seen;
mod table;
mod verdict;

pub(crate) use table::Table;

use crate::child::Service;
use seen::{Seen, by_gdb, report};
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;
use verdict::Verdict;

/// The zoo has more threads than this wherever it runs.
const LEAST_THREADS: usize = 50;
/// How often those that run are looked at.
const LOOKS: usize = 20;

/// What was found of each kind; a kind may have several threads, and is looked at several times
/// if it runs.
#[derive(Default)]
pub(crate) struct Comparison {
    verdicts: BTreeMap<String, Vec<Verdict>>,
}

impl Comparison {
    /// Starts the zoo and compares it with what gdb says; or why gdb cannot
    /// say anything.
    pub(crate) fn of(program: &Path, mode: &str) -> Result<Comparison, &'static str> {
        let mut command = Command::new(program);
        command.env("GMR_CAPTURE", mode);
        let mut zoo = Service::spawn(command);
        zoo.line("ready");
        let mut comparison = Comparison::default();
        // gdb waits for ever to attach to a thread in vfork.
        let in_vfork = report(&mut zoo);
        zoo.say("vfork");
        zoo.line("vforked");
        let at_rest = report(&mut zoo);
        let oracle = by_gdb(zoo.pid())?;
        // What is not there cannot be wrong.
        assert!(at_rest.len() > LEAST_THREADS, "only {} threads are reported", at_rest.len());
        for (id, seen) in &at_rest {
            if is_ours(&seen.kind) {
                continue;
            }
            let verdict = match in_vfork.get(id) {
                Some(before) if before.kind == "vfork" => verdict::alone(before, "zoo_vfork"),
                _ => verdict::of(seen, oracle.get(id).map_or(&[], Vec::as_slice)),
            };
            comparison.add(&seen.kind, verdict);
        }
        // gdb has interrupted who waits with a time limit, and who then waits again may do so at
        // another place.
        let at_rest = report(&mut zoo);
        comparison.look_at_those_that_run(&mut zoo, &at_rest);
        Ok(comparison)
    }

    fn add(&mut self, kind: &str, verdict: Verdict) {
        self.verdicts.entry(kind.to_owned()).or_default().push(verdict);
    }

    /// Lets run what runs, and the others must look as before.
    fn look_at_those_that_run(&mut self, zoo: &mut Service, at_rest: &BTreeMap<u64, Seen>) {
        zoo.say("run");
        zoo.line("running");
        for _ in 0..LOOKS {
            for (id, seen) in report(zoo) {
                let Some(before) = at_rest.get(&id) else { continue };
                if seen.kind.starts_with("R-") {
                    self.add(&format!("{} (runs)", seen.kind), verdict::of_running(&seen, before));
                } else if !is_ours(&seen.kind) && seen.kind != "vfork" {
                    let again = verdict::same(&seen, before);
                    self.add(&seen.kind, again);
                }
            }
        }
        zoo.say("rest");
        zoo.line("resting");
    }
}

/// gmr's own threads, and the one that asks, are on their way.
fn is_ours(kind: &str) -> bool {
    kind.starts_with("gmr-") || kind == "clerk"
}
