//! Since when threads wait, about.
//!
//! The scheduler keeps, for each thread, when it last ran, on a clock that each processor has for
//! itself and that stands still while the processor serves interrupts. It is compared with what
//! it keeps for the thread that reports. Where it does not tell, or the clocks have drifted too
//! far apart, the reports before tell at least something: a thread that has not run since one of
//! them has waited since then.

use crate::capture::proc::{Tasks, ticks};
use crate::model::{Method, Switches, Thread, ThreadState, Threads};
use crate::sys::snapshot::task;
use std::cell::OnceCell;
use std::collections::HashMap;
use std::fs::File;
use std::io::Read;
use std::time::{Duration, Instant};

/// So many threads are asked when they last ran: a file each, which costs more than any other.
const MOST: usize = 256;

/// What the last reports saw.
#[derive(Default)]
pub(super) struct Watched {
    threads: HashMap<u64, Seen>,
}

/// A thread that has not run since it was seen.
#[derive(Debug, Clone, Copy)]
struct Seen {
    switches: Switches,
    at: Instant,
    /// For how long it had not run by then, if the scheduler told.
    since: Option<Duration>,
}

/// For how long threads have not run.
#[derive(Default)]
pub(in super::super) struct LastRuns {
    /// Read when the first thread is asked: the reports before may tell of all.
    clock: OnceCell<Option<Clock>>,
    since: HashMap<u64, Duration>,
}

impl LastRuns {
    /// Asks before the threads are: whoever gets a signal has run.
    ///
    /// Of a crowd nobody is asked here, but those that are of interest later.
    pub(super) fn read(tasks: &Tasks, threads: &[Thread], watched: &Watched) -> Self {
        let mut runs = LastRuns::default();
        let (asks_all, now) = (threads.len() <= MOST, Instant::now());
        let asleep = threads.iter().filter(|thread| thread.state == Some(ThreadState::Sleeping));
        for thread in asleep {
            let known = watched.seen(thread, now).and_then(|seen| seen.since_then(now));
            let since = known.or_else(|| asks_all.then(|| runs.ask(tasks, thread)).flatten());
            runs.since.extend(since.map(|since| (thread.id, since)));
        }
        runs
    }

    fn ask(&self, tasks: &Tasks, thread: &Thread) -> Option<Duration> {
        self.clock.get_or_init(|| Clock::read(tasks)).as_ref()?.since(tasks, thread)
    }
}

impl Seen {
    /// For how long it has not run by now.
    fn since_then(&self, now: Instant) -> Option<Duration> {
        Some(self.since?.saturating_add(now.saturating_duration_since(self.at)))
    }
}

impl Watched {
    /// Says of the threads that wait since when they do.
    pub(super) fn tell(
        &mut self,
        threads: &mut Threads,
        runs: &LastRuns,
        tasks: &Tasks,
        deadline: Instant,
    ) {
        let Threads { threads, stacks, .. } = threads;
        for thread in &mut *threads {
            let since = runs.since.get(&thread.id).copied();
            thread.wait.iter_mut().for_each(|wait| wait.since = since);
        }
        if threads.len() > MOST {
            let is_idle = |thread: &Thread| {
                let stack = thread.stack.as_ref().ok().and_then(|index| stacks.get(*index));
                stack.is_some_and(|stack| stack.idle.is_some())
            };
            ask_of_crowd(threads, is_idle, runs, tasks, deadline);
        }
        let now = Instant::now();
        for thread in &mut *threads {
            self.compare(thread, now);
        }
        self.remember(threads, now);
    }

    /// What an earlier report saw of the thread, if it has not run since.
    fn seen(&self, thread: &Thread, now: Instant) -> Option<&Seen> {
        let seen = self.threads.get(&thread.id)?;
        let watched = now.saturating_duration_since(seen.at);
        // Else it is another thread that got the id.
        let is_same = thread.age.is_none_or(|age| age >= watched);
        (is_same && thread.switches == Some(seen.switches)).then_some(seen)
    }

    /// The time since an earlier report, where nothing better is known.
    fn compare(&self, thread: &mut Thread, now: Instant) {
        let seen = self.seen(thread, now);
        if let (Some(seen), Some(wait)) = (seen, &mut thread.wait)
            && wait.since.is_none()
        {
            wait.since = Some(now.saturating_duration_since(seen.at));
            wait.at_least = true;
        }
    }

    fn remember(&mut self, threads: &[Thread], now: Instant) {
        let remembered = threads.iter().filter_map(|thread| {
            let (wait, switches) = (thread.wait.as_ref()?, thread.switches?);
            let since = wait.since.filter(|_| !wait.at_least);
            let known = self.seen(thread, now).copied();
            // What the scheduler told is better than what an earlier report saw.
            let known = known.filter(|seen| seen.since.is_some() || since.is_none());
            Some((thread.id, known.unwrap_or(Seen { switches, at: now, since })))
        });
        self.threads = remembered.collect();
    }
}

/// Asks for the first that wait and were not woken by the report; idle ones come last.
fn ask_of_crowd(
    threads: &mut [Thread],
    is_idle: impl Fn(&Thread) -> bool,
    runs: &LastRuns,
    tasks: &Tasks,
    deadline: Instant,
) {
    let is_there = |thread: &Thread| {
        let was_woken = matches!(thread.method, Some(Method::Signal | Method::Own));
        thread.wait.as_ref().is_some_and(|wait| !was_woken && wait.since.is_none())
    };
    let mut waiting: Vec<&mut Thread> = threads.iter_mut().filter(|t| is_there(t)).collect();
    waiting.sort_by_key(|thread| is_idle(thread));
    for thread in waiting.into_iter().take(MOST) {
        if Instant::now() >= deadline {
            break;
        }
        let since = runs.ask(tasks, thread);
        thread.wait.iter_mut().for_each(|wait| wait.since = since);
    }
}

/// The scheduler's clock.
struct Clock {
    /// What it showed when the thread that reports was on a processor.
    own: Duration,
    at: Instant,
    /// By how much it may differ between processors.
    drift: Duration,
}

impl Clock {
    fn read(tasks: &Tasks) -> Option<Self> {
        // Else it may be as old as the last tick.
        std::thread::yield_now();
        let at = Instant::now();
        let own = tasks.last_run(task::thread_id())?;
        Some(Clock { own, at, drift: drift() })
    }

    fn since(&self, tasks: &Tasks, thread: &Thread) -> Option<Duration> {
        // One that is younger than what would be believed need not be asked.
        thread.age.is_none_or(|age| self.is_credible(age, None)).then_some(())?;
        let last = tasks.last_run(thread.id)?;
        let since = (self.own + self.at.elapsed()).saturating_sub(last);
        self.is_credible(since, thread.age).then_some(since)
    }

    /// A fourth more or less is still "about"; of what is short, only that it is short is said.
    fn is_credible(&self, since: Duration, age: Option<Duration>) -> bool {
        let is_possible = age.is_none_or(|age| since <= age + Duration::from_millis(100));
        is_possible && self.drift <= (since / 4).max(Duration::from_millis(100))
    }
}

/// By how much the processors differ in the time for which their clocks stood still.
fn drift() -> Duration {
    // The lines of the processors come first.
    let mut text = vec![0; 64 * 1024];
    let read = File::open("/proc/stat").and_then(|mut file| file.read(&mut text));
    let text = text.get(..read.unwrap_or(0)).unwrap_or_default();
    let stolen = stolen(&String::from_utf8_lossy(text));
    let most = stolen.iter().max().copied().unwrap_or(0);
    let least = stolen.iter().min().copied().unwrap_or(0);
    ticks(most - least)
}

/// The ticks that each processor gave to interrupts and to other machines.
fn stolen(stat: &str) -> Vec<u64> {
    let of_line = |line: &str| {
        let line = line.strip_prefix("cpu")?;
        let mut fields = line.split_ascii_whitespace();
        // The line of all has no number.
        let _number: u64 =
            line.starts_with(|c: char| c.is_ascii_digit()).then(|| fields.next())??.parse().ok()?;
        // user, nice, system, idle, iowait, irq, softirq, steal
        let ticks: Vec<u64> =
            fields.map_while(|field| field.parse().ok()).skip(5).take(3).collect();
        Some(ticks.into_iter().fold(0, u64::saturating_add))
    };
    stat.lines()
        .map_while(|line| line.starts_with("cpu").then(|| of_line(line)))
        .flatten()
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Wait, WaitKind};

    #[test]
    fn interrupts_are_counted_of_each_processor() {
        let stat = "cpu  9 9 9 9 9 9 9 9 0 0\ncpu0 1 1 1 1 1 2 3 4 0 0\ncpu1 1 1 1 1 1 1 1 1 0 0\n\
                    intr 1 2 3\ncpu2 1 1 1 1 1 1 1 1 0 0\n";
        assert_eq!(stolen(stat), [9, 3]);
        assert!(stolen("").is_empty());
        assert_eq!(stolen("cpu0 1 1 1 1 1 18446744073709551615 7\ncpux\n"), [u64::MAX]);
    }

    #[test]
    fn a_clock_that_has_drifted_is_not_believed() {
        let clock = |seconds| Clock {
            own: Duration::ZERO,
            at: Instant::now(),
            drift: Duration::from_secs(seconds),
        };
        let hour = Duration::from_secs(3600);
        assert!(clock(0).is_credible(hour, Some(hour)));
        assert!(clock(900).is_credible(hour, None));
        assert!(!clock(901).is_credible(hour, None));
        assert!(!clock(1).is_credible(Duration::from_millis(10), None));
        assert!(!clock(0).is_credible(hour, Some(hour / 2)));
    }

    fn waiting(id: u64, voluntary: u64, age: u64) -> Thread {
        let mut thread = Thread::new(id);
        let reason = "waits".to_owned();
        let kind = WaitKind::Other;
        thread.wait = Some(Wait { kind, reason, on: None, since: None, at_least: false });
        thread.switches = Some(Switches { voluntary, involuntary: 1 });
        thread.age = Some(Duration::from_secs(age));
        thread
    }

    #[test]
    fn the_clock_is_read_only_if_a_thread_is_asked() {
        let tasks = Tasks::open().unwrap();
        let mut thread = waiting(task::thread_id(), 5, 100);
        thread.state = Some(ThreadState::Sleeping);
        let mut watched = Watched::default();
        let runs = |watched: &Watched| LastRuns::read(&tasks, &[thread.clone()], watched);
        assert!(runs(&watched).clock.get().is_some());
        let (switches, at) = (thread.switches.unwrap(), Instant::now());
        watched.threads.insert(thread.id, Seen { switches, at, since: Some(Duration::ZERO) });
        let told = runs(&watched);
        assert!(told.clock.get().is_none() && told.since.contains_key(&thread.id));
    }

    #[test]
    fn without_the_scheduler_the_reports_before_tell_the_least() {
        let mut watched = Watched::default();
        let begin = Instant::now();
        let after = |seconds| begin + Duration::from_secs(seconds);
        watched.remember(&[waiting(1, 5, 100), waiting(2, 5, 100), waiting(3, 5, 100)], begin);
        let since = |watched: &Watched, mut thread: Thread, now| {
            watched.compare(&mut thread, now);
            let wait = thread.wait.unwrap();
            wait.since.map(|since| (since.as_secs(), wait.at_least))
        };
        assert_eq!(since(&watched, waiting(1, 5, 110), after(10)), Some((10, true)));
        assert_eq!(since(&watched, waiting(2, 6, 110), after(10)), None);
        // Another thread with the same id.
        assert_eq!(since(&watched, waiting(3, 5, 2), after(10)), None);
        assert_eq!(since(&watched, waiting(4, 5, 110), after(10)), None);
        watched.remember(&[waiting(1, 5, 110), waiting(2, 6, 110)], after(10));
        assert_eq!(since(&watched, waiting(1, 5, 120), after(20)), Some((20, true)));
        assert_eq!(since(&watched, waiting(2, 6, 120), after(20)), Some((10, true)));
        assert_eq!(watched.threads.len(), 2);
    }
}
