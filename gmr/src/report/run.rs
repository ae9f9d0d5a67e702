//! One report: every section in its order.

use super::identity;
use super::worker::{Busy, Ended, Pool};
use crate::capture::panic;
use crate::generator::{built_in, threads};
use crate::model::{Content, Frame, Report, Service, Stack, StackEnd, Status, Trigger, Value};
use crate::section::{Key, Out, Refusal, Section, Sheet, mask_text, sections};
use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

/// Workers that stand by. Sections that hang usually hang on one lock, so there are several.
const SPARE: usize = 4;
/// How long the stack of a stuck worker may take.
const STUCK: Duration = Duration::from_secs(1);

const UNREADABLE: &str = "sections that were registered while running are not shown: their list \
                          stays locked, perhaps by a thread that a fork child has not";

/// Runs sections and remembers those that did not end.
#[derive(Debug)]
pub(crate) struct Collector {
    pool: Pool,
    /// At most one worker for each section.
    abandoned: HashMap<Key, Abandoned>,
    /// How long a section may run that does not say.
    section_timeout: Duration,
    /// How long the whole report may take.
    deadline: Duration,
}

#[derive(Debug)]
struct Abandoned {
    busy: Busy<Result<(), String>>,
    since: SystemTime,
    title: String,
}

/// What a report says of itself.
#[derive(Debug, Clone)]
pub(crate) struct Header {
    pub(crate) service: Service,
    pub(crate) trigger: Trigger,
    pub(crate) warnings: Vec<String>,
}

/// When a whole report ends, and how long it was given.
#[derive(Debug, Clone, Copy)]
struct Deadline {
    at: Instant,
    limit: Duration,
}

/// A section that ran, or did not.
struct Outcome {
    status: Status,
    content: Content,
    stuck: Option<Stack>,
}

impl Outcome {
    fn nothing(status: Status) -> Self {
        Outcome { status, content: Content::Value(Value::Unfinished), stuck: None }
    }
}

impl Default for Collector {
    fn default() -> Self {
        Collector::new(super::SECTION, super::WHOLE)
    }
}

impl Collector {
    /// Sections get `section_timeout` unless they say otherwise; the whole report `deadline`.
    pub(crate) fn new(section_timeout: Duration, deadline: Duration) -> Self {
        Collector { pool: Pool::default(), abandoned: HashMap::new(), section_timeout, deadline }
    }

    /// Takes back the workers that ended since, and starts new ones for those that did not.
    ///
    /// Called between reports, never during one.
    pub(crate) fn refill(&mut self) -> std::io::Result<()> {
        panic::silence();
        let ended: Vec<Key> =
            self.abandoned.iter().filter(|(_, a)| !a.busy.is_busy()).map(|(key, _)| *key).collect();
        for key in ended {
            if let Some(abandoned) = self.abandoned.remove(&key) {
                self.pool.give_back(abandoned.busy);
            }
        }
        self.pool.fill(SPARE)
    }

    /// Makes a report; it ends by the deadline whatever the sections do.
    pub(crate) fn collect(&mut self, header: Header) -> Report {
        self.collect_within(Duration::MAX, header)
    }

    /// Makes a report that ends within `limit`, and by the deadline in any case.
    pub(crate) fn collect_within(&mut self, limit: Duration, header: Header) -> Report {
        let begin = Instant::now();
        let limit = limit.min(self.deadline);
        let deadline = Deadline { at: begin + limit, limit };
        let mut report = self.nothing(header);
        let (sections, is_whole) = all();
        if !is_whole {
            report.warnings.push(UNREADABLE.to_owned());
        }
        for section in sections {
            let (title, origin) = (section.title.to_string(), section.origin);
            let Some(outcome) = self.run(section, deadline, &report) else { continue };
            report.sections.push(crate::model::Section {
                title,
                origin,
                status: outcome.status,
                content: outcome.content,
                stuck: outcome.stuck,
            });
        }
        tell_apart(&mut report);
        report.duration = begin.elapsed();
        report
    }

    /// A report that has no section yet.
    pub(crate) fn nothing(&self, header: Header) -> Report {
        let time = SystemTime::now();
        Report {
            id: identity::report_id(time),
            time,
            duration: Duration::ZERO,
            service: header.service,
            host: identity::host(),
            pid: std::process::id(),
            trigger: header.trigger,
            warnings: header.warnings,
            sections: Vec::new(),
        }
    }

    /// How a section went; nothing if it is not to be in the report.
    fn run(&mut self, section: Section, whole: Deadline, report: &Report) -> Option<Outcome> {
        if let Some(outcome) = self.still_running(section.key, report) {
            return Some(outcome);
        }
        let (now, deadline) = (Instant::now(), whole.at);
        if now >= deadline {
            let reason = format!("the report's deadline of {:?} had passed", whole.limit);
            return Some(Outcome::nothing(Status::NotRun(reason)));
        }
        let limit = section.timeout.unwrap_or(self.section_timeout);
        let until = now.checked_add(limit).map_or(deadline, |until| until.min(deadline));
        let since = SystemTime::now();
        let sheet = Arc::new(Sheet::until(until));
        let (key, title, paper) = (section.key, section.title.to_string(), Arc::clone(&sheet));
        // The section goes with the work: if its guard is dropped meanwhile, what it owns is
        // dropped here, and that is the program's code, too.
        let run = move || {
            let result = panic::catch(|| section.write(Out::root(&paper)));
            // After all values: an answer may be slow, or never come.
            paper.ask_sources(|question| panic::catch(question));
            result.and(panic::catch(move || drop(section)))
        };
        Some(match self.pool.run(until, run) {
            Ended::Done(result) => {
                let status = match (result, sheet.take_refusal()) {
                    (Err(panic), _) => panicked(panic),
                    (Ok(()), None) => Status::Ok,
                    (Ok(()), Some(Refusal::GaveUp(why))) => Status::GaveUp(why),
                    (Ok(()), Some(Refusal::LeftOut)) => return None,
                };
                Outcome { status, content: sheet.take(), stuck: None }
            }
            Ended::Late(busy) => {
                let thread = busy.thread();
                let stuck = Some(self.stack_of(thread, deadline));
                self.abandoned.insert(key, Abandoned { busy, since, title });
                let status = Status::TimedOut { after: until - now, thread };
                Outcome { status, content: sheet.take(), stuck }
            }
            Ended::NoWorker => Outcome::nothing(Status::NotRun(self.no_worker())),
        })
    }

    /// What is said of a section that has not ended since an earlier report.
    fn still_running(&mut self, key: Key, report: &Report) -> Option<Outcome> {
        let abandoned = self.abandoned.get(&key)?;
        let (thread, since) = (abandoned.busy.thread(), abandoned.since);
        if abandoned.busy.is_busy() {
            let mut outcome = Outcome::nothing(Status::StillRunning { since, thread });
            let stack = report.threads().and_then(|all| all.stack_of(thread));
            outcome.stuck = stack.cloned().map(without_our_own);
            return Some(outcome);
        }
        let ended = self.abandoned.remove(&key)?;
        self.pool.give_back(ended.busy);
        None
    }

    /// Where a worker is stuck. It is asked of another worker: this, too, must end in time.
    fn stack_of(&mut self, thread: u64, deadline: Instant) -> Stack {
        let until = deadline.min(Instant::now() + STUCK);
        let stack = match self.pool.run(until, move || threads::stack_of(thread, until)) {
            Ended::Done(stack) => stack,
            // Its worker holds no section, and ends when the work does.
            Ended::Late(_) => Err("its stack was not captured in time".to_owned()),
            Ended::NoWorker => Err("no worker is free to capture its stack".to_owned()),
        };
        let stack = stack.unwrap_or_else(|why| Stack::new(Vec::new(), StackEnd::Truncated(why)));
        without_our_own(stack)
    }

    fn no_worker(&self) -> String {
        if self.abandoned.is_empty() {
            return "no worker could be started".to_owned();
        }
        let mut held: Vec<&str> = self.abandoned.values().map(|a| a.title.as_str()).collect();
        held.sort_unstable();
        format!("no worker is free: they are held by {}", held.join(", "))
    }
}

/// A message may hold what the section was about to show, so it is masked as that would be.
fn panicked(message: String) -> Status {
    Status::Panicked(mask_text(&message).into_owned())
}

/// The stack of a section down to where gmr calls it: what is below is the same for all of them.
fn without_our_own(mut stack: Stack) -> Stack {
    const BEGIN: [&str; 2] = [
        concat!(env!("CARGO_PKG_NAME"), "::section::registry::Section::write"),
        concat!(env!("CARGO_PKG_NAME"), "::section::sources::Sources::of"),
    ];
    let is_begin =
        |frame: &Arc<Frame>| frame.function.as_deref().is_some_and(|f| BEGIN.contains(&f));
    if let Some(at) = stack.frames.iter().position(is_begin) {
        let (sections, own) = stack.frames.split_at(at);
        let own = own.len();
        stack.frames = sections.into();
        stack.end = StackEnd::LeftOut(format!("the {own} frames below are gmr's own"));
    }
    stack
}

/// The built-in sections and the program's, in the order of the report.
fn all() -> (Vec<Section>, bool) {
    let built_in = built_in().map(Section::of_static);
    let (sections, is_whole) = sections();
    let mut all: Vec<Section> = built_in.chain(sections).collect();
    // Stable: sections of one order stay as the registry sorted them.
    all.sort_by_key(|section| section.order);
    (all, is_whole)
}

/// A title that occurs twice is told apart by its module, and the report says so.
fn tell_apart(report: &mut Report) {
    let titles: Vec<String> = report.sections.iter().map(|s| s.title.clone()).collect();
    for (at, section) in report.sections.iter_mut().enumerate() {
        if !titles[..at].contains(&section.title) {
            continue;
        }
        let Some(origin) = section.origin else { continue };
        report.warnings.push(format!(
            "two sections have the title `{}`; the second is registered at {}:{}",
            section.title, origin.file, origin.line
        ));
        section.title = format!("{} ({})", section.title, origin.module);
    }
}
