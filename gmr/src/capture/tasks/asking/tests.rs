use super::*;
use std::collections::VecDeque;

/// How a task of the tests behaves.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Kind {
    /// It answers when its turn comes.
    Answers,
    /// It answers so many times before it is content.
    AnswersAgain(u32),
    /// Its executor polls nobody.
    Stuck,
    /// It ends when its turn comes, without an answer.
    Ends,
    /// It runs.
    Runs,
    /// It was never polled, so it has no waker.
    New,
}

/// An executor on a clock that goes on only while the reporter rests.
struct Executor {
    tasks: Vec<Kind>,
    /// How many it polls while the reporter rests.
    polls: usize,
    queue: VecDeque<usize>,
    answers: Vec<bool>,
    ended: Vec<bool>,
    settled: Vec<bool>,
    wakes: Vec<u32>,
    most_woken: usize,
    begin: Instant,
    now: Instant,
}

impl Executor {
    fn new(tasks: Vec<Kind>, polls: usize) -> Self {
        let (len, now) = (tasks.len(), Instant::now());
        Executor {
            tasks,
            polls,
            queue: VecDeque::new(),
            answers: vec![false; len],
            ended: vec![false; len],
            settled: vec![false; len],
            wakes: vec![0; len],
            most_woken: 0,
            begin: now,
            now,
        }
    }

    fn ask(mut self, late: &[usize]) -> Self {
        let fresh: Vec<usize> = (0..self.tasks.len()).filter(|t| !late.contains(t)).collect();
        let deadline = self.now + DEADLINE;
        ask(&mut self, &fresh, late, deadline);
        self
    }

    fn took(&self) -> Duration {
        self.now - self.begin
    }

    fn unsettled(&self) -> Vec<Kind> {
        let left = self.tasks.iter().zip(&self.settled).filter(|(_, settled)| !**settled);
        left.map(|(kind, _)| *kind).collect()
    }
}

impl Asked for Executor {
    fn waiting(&mut self) -> u32 {
        self.answers.iter().map(|answered| u32::from(*answered)).sum()
    }

    fn wake(&mut self, task: usize) -> bool {
        if self.tasks[task] == Kind::New {
            return false;
        }
        self.wakes[task] += 1;
        self.queue.push_back(task);
        self.most_woken = self.most_woken.max(self.queue.len());
        true
    }

    fn look(&mut self, task: usize) -> Look {
        if self.ended[task] {
            self.settled[task] = true;
            return Look::Settled;
        }
        if !std::mem::take(&mut self.answers[task]) {
            return Look::Nothing;
        }
        if let Kind::AnswersAgain(times @ 1..) = &mut self.tasks[task] {
            *times -= 1;
            return Look::Again;
        }
        self.settled[task] = true;
        Look::Settled
    }

    fn is_idle(&mut self, task: usize) -> bool {
        !matches!(self.tasks[task], Kind::Runs | Kind::New)
    }

    fn now(&mut self) -> Instant {
        // Looking takes time, too, or nothing would ever be quiet.
        self.now += Duration::from_nanos(1);
        self.now
    }

    fn pause(&mut self, time: Duration) {
        self.now += time;
        let is_stuck = |task: &usize| matches!(self.tasks[*task], Kind::Stuck | Kind::Runs);
        let (stuck, ready): (Vec<usize>, Vec<usize>) = self.queue.drain(..).partition(is_stuck);
        let (polled, rest) = ready.split_at(self.polls.min(ready.len()));
        for task in polled {
            let answers = self.tasks[*task] != Kind::Ends;
            *if answers { &mut self.answers[*task] } else { &mut self.ended[*task] } = true;
        }
        self.queue.extend(stuck.iter().chain(rest));
    }
}

const DEADLINE: Duration = Duration::from_secs(2);

#[test]
fn all_that_answer_are_heard_and_few_are_woken_at_a_time() {
    let executor = Executor::new(vec![Kind::Answers; 10_000], 200).ask(&[]);
    assert_eq!(executor.unsettled(), []);
    assert!(executor.most_woken <= OUTSTANDING && executor.most_woken > 200);
    assert!(executor.wakes.iter().all(|wakes| *wakes == 1));
}

#[test]
fn who_is_asked_again_is_woken_again() {
    let executor = Executor::new(vec![Kind::AnswersAgain(2), Kind::Answers], 1).ask(&[]);
    assert_eq!(executor.unsettled(), []);
    assert_eq!(executor.wakes, [3, 1]);
}

#[test]
fn who_runs_or_was_never_polled_is_waited_for_a_moment_only() {
    let executor = Executor::new(vec![Kind::Runs, Kind::Answers, Kind::New], 1).ask(&[]);
    assert_eq!(executor.unsettled(), [Kind::Runs, Kind::New]);
    assert!(executor.took() > GRACE && executor.took() < GRACE + 2 * PAUSES.1 + PAUSES.1);
}

#[test]
fn an_executor_that_polls_nobody_is_given_up_after_a_while() {
    let executor = Executor::new(vec![Kind::Stuck; 3], 1).ask(&[]);
    assert_eq!(executor.unsettled(), [Kind::Stuck; 3]);
    assert!(executor.took() > PATIENCE && executor.took() < PATIENCE + 2 * PAUSES.1);
}

#[test]
fn who_missed_an_earlier_report_does_not_hold_up_this_one() {
    let executor = Executor::new(vec![Kind::Stuck, Kind::Answers], 1).ask(&[0]);
    assert_eq!(executor.unsettled(), [Kind::Stuck]);
    assert!(executor.took() < PATIENCE);
    // But it may answer this time.
    let executor = Executor::new(vec![Kind::Answers, Kind::Answers], 2).ask(&[0]);
    assert_eq!(executor.unsettled(), []);
}

#[test]
fn an_executor_that_is_stuck_does_not_hold_up_the_others() {
    let mut tasks = vec![Kind::Stuck; OUTSTANDING];
    tasks.extend([Kind::Answers; 3000]);
    let executor = Executor::new(tasks, 500).ask(&[]);
    assert_eq!(executor.unsettled(), vec![Kind::Stuck; OUTSTANDING]);
    assert!(executor.took() < PATIENCE + 10 * GRACE);
}

#[test]
fn the_deadline_holds_even_if_each_answer_asks_for_more() {
    let executor = Executor::new(vec![Kind::AnswersAgain(u32::MAX)], 1).ask(&[]);
    assert_eq!(executor.unsettled().len(), 1);
    assert!(executor.took() >= DEADLINE && executor.took() < DEADLINE + PAUSES.1);
}

#[test]
fn who_ends_without_an_answer_is_settled_too() {
    let mut tasks = vec![Kind::Ends; 3000];
    tasks.extend([Kind::Answers; 100]);
    let executor = Executor::new(tasks, 5000).ask(&[]);
    assert_eq!(executor.unsettled(), []);
    assert!(executor.took() < GRACE);
}

#[test]
fn nobody_is_asked_if_there_is_nobody() {
    let executor = Executor::new(Vec::new(), 1).ask(&[]);
    assert!(executor.took() < PAUSES.0);
}
