//! Text from outside, in every place that holds any.

use super::*;

/// Every character that must not come through, a newline, and lines that imitate the report.
pub(in crate::view) fn hostile() -> String {
    let controls = ('\0'..'\u{20}').chain('\u{7f}'..='\u{9f}').chain('\u{202a}'..='\u{202e}');
    let others = "\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{2066}\u{2067}\u{2068}\u{2069}\
                  \u{feff}\u{fffe}\u{ffff}";
    let rule = "=".repeat(72);
    let title = "Forged";
    let thread = " Thread #1 forged ";
    format!(
        "{}{others}\n{rule}\n===={title:^64}====\n{rule}\n------{thread:^60}------\n{}\n\
         End of Guru Meditation Report of process 7 at 2026-11-21T10:30:00.123456Z\n\
         Guru Meditation Report of process 7 at 2026-11-21T10:30:00.123456Z\nlast",
        controls.collect::<String>(),
        "|".repeat(72)
    )
}

/// Tasks whose every text is `evil`.
fn hostile_tasks(evil: &str) -> Tasks {
    let owned = || evil.to_owned();
    let some = || Some(owned());
    let named = Frame { function: Some(evil.into()), file: Some(evil.into()), ..Frame::new(1) };
    let coded = Frame { module: Some(evil.into()), offset: Some(2), ..Frame::new(1) };
    let half = Frame { file: None, module: Some(evil.into()), ..named.clone() };
    let frames: Vec<_> = [named, coded, half].into_iter().map(Arc::new).collect();
    let unknown = Branch::new(frames.clone(), BranchEnd::Unknown(owned()));
    let task = Branch::new(frames.clone(), BranchEnd::Task);
    let lock = Frame { function: Some("tokio::sync::mutex::lock".into()), ..Frame::new(1) };
    let lock = Branch::new(vec![Arc::new(lock)], BranchEnd::Waits { times: 2 });
    let fork = BranchEnd::Fork(vec![unknown, task, lock]);
    let notes = vec![owned()];
    let trace = Trace { id: owned(), branches: vec![Branch::new(frames, fork)], notes };
    let of = |id: u64, state: TaskState, trace: Option<usize>| Task {
        name: some().filter(|_| id != 3),
        detail: some(),
        future: owned().into(),
        spawned: Place { file: owned().into(), line: 1, column: 1 },
        parent: Some(1),
        state,
        trace,
        awaits: vec![1, 2, 3],
        flaw: some(),
        ..Task::new(id)
    };
    let since = Duration::from_secs(9);
    let tasks = vec![
        of(1, TaskState::Running { thread: 1, since }, None),
        of(2, TaskState::Idle { since }, Some(0)),
        of(3, TaskState::Idle { since }, Some(0)),
        of(4, TaskState::Dropping { thread: 3 }, None),
        of(5, TaskState::Idle { since }, Some(7)),
    ];
    let untracked = vec![Untracked::new(owned(), 9, 1)];
    Tasks { tasks, traces: vec![trace], notes: vec![owned()], untracked, ..Tasks::default() }
}

/// A report whose every text is `evil`.
pub(in crate::view) fn report_of(evil: &str) -> Report {
    let owned = || evil.to_owned();
    let shared = || Some(Arc::from(evil));
    let named = Frame { function: shared(), file: shared(), ..Frame::new(1) };
    let coded = Frame { module: shared(), offset: Some(2), ..Frame::new(1) };
    let half = Frame { function: shared(), module: shared(), ..Frame::new(1) };
    let frames = vec![named, coded, half];
    let threads = Threads {
        threads: vec![
            thread(1, evil, Ok(0)),
            thread(2, evil, Ok(0)),
            thread(3, evil, Err(evil)),
            thread(5, evil, Ok(1)),
            Thread { state: Some(ThreadState::Other('\u{1b}')), ..thread(4, evil, Ok(9)) },
        ],
        stacks: vec![
            Stack { id: owned(), ..Stack::new(frames.clone(), StackEnd::Truncated(owned())) },
            Stack { idle: Some(owned().into()), ..Stack::new(frames, StackEnd::Root) },
        ],
        modules: vec![Module { path: evil.into(), build_id: shared(), base: 0, range: 0..1 }],
        notes: vec![owned()],
        ..Threads::default()
    };
    let texts = || {
        vec![
            Value::Str(owned()),
            Value::Symbol(owned().into()),
            Value::Note(owned().into()),
            Value::Error(vec![owned(), owned()]),
        ]
    };
    let entry = |value: Value| Entry {
        default: Some(Value::List(vec![Value::Str("x".to_owned() + evil)])),
        source: Some(owned().into()),
        ..Entry::new(owned(), value)
    };
    let mut entries: Vec<_> = texts().into_iter().map(entry).collect();
    entries.push(entry(Value::List(vec![Value::Map(vec![entry(Value::List(texts()))])])));
    for line in evil.split('\n') {
        entries.push(Entry::new(line.to_owned(), Value::Str(String::new())));
    }
    let mut sections = vec![
        Section::new(evil, Content::Threads(threads)),
        Section::new(evil, Content::Tasks(hostile_tasks(evil))),
        Section::new(evil, Content::Configuration(Value::Map(entries.clone()))),
        Section::new(evil, Content::Configuration(Value::Str(owned()))),
        section(evil, Value::Map(entries.clone())),
        section(evil, Value::List(texts())),
    ];
    let groups = entries.into_iter().map(|e| Entry::new(owned(), Value::Map(vec![e]))).collect();
    sections.push(Section::new(evil, Content::Configuration(Value::Map(groups))));
    sections.extend(texts().into_iter().map(|text| section(evil, text)));
    let failed = [Status::Panicked(owned()), Status::NotRun(owned())];
    sections.extend(failed.map(|status| Section { status, ..section(evil, Value::Unfinished) }));
    let mut report = report(sections);
    report.service = Service { name: owned(), version: owned() };
    report.trigger.kind = TriggerKind::File { path: owned() };
    report.warnings = vec![owned()];
    report
}

/// Whether a view may print the character.
pub(in crate::view) fn allowed(c: char) -> bool {
    let bidi = matches!(c, '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}')
        || matches!(c, '\u{2066}'..='\u{2069}');
    let other = matches!(c, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}');
    matches!(c, '\n' | '\t') || !(c.is_control() || bidi || other)
}
