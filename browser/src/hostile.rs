//! A process whose every text is markup that a careless page would run: names of threads, of
//! functions, of source files, of tasks and of sections, options, values and messages.

use crate::report_when;
use gmr::model::Report;
use gmr::{ConfigReport, Traced as _};
use std::hint::black_box;
use std::sync::{Arc, Barrier, LazyLock, Mutex, PoisonError};
use std::thread::Builder;

/// Each would set `pwned`, or leave an element that the test looks for.
const PAYLOADS: [&str; 15] = [
    "<script>pwned=1</script>",
    "</script><script>pwned=1</script>",
    "<img src=x onerror=pwned=1>",
    "<svg onload=pwned=1>",
    "\"><iframe srcdoc='<script>parent.pwned=1</script>'></iframe>",
    "' autofocus onfocus=pwned=1 x='",
    "</title></style></textarea><script>pwned=1</script>",
    "<!--><script>pwned=1</script>-->",
    "]]><script>pwned=1</script>",
    "<a href=javascript:pwned=1>x</a>",
    "<math><mtext><style><img src=x onerror=pwned=1></style></mtext></math>",
    "<details open ontoggle=pwned=1>",
    "<body onload=pwned=1><base href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=javascript:pwned=1'>",
    "&lt;script&gt;pwned=1&lt;/script&gt;\u{2028}<input autofocus onfocus=pwned=1>\0\u{202e}",
];

#[derive(ConfigReport)]
#[gmr(static = CONFIG)]
struct Config {
    values: Vec<String>,
    #[gmr(rename = "<img src=x onerror=pwned=2>", unit = "<b onclick=pwned=2>")]
    renamed: String,
}

static CONFIG: LazyLock<Config> = LazyLock::new(|| Config {
    values: PAYLOADS.iter().map(|&payload| payload.to_owned()).collect(),
    renamed: PAYLOADS.concat(),
});

/// Its name in the symbol table is markup.
#[inline(never)]
#[allow(unsafe_code)]
// SAFETY: nothing else has this name.
#[unsafe(export_name = "<img src=x onerror=pwned=3>")]
fn named(go: &dyn Fn()) {
    go();
    // So that the call is none in place of this one.
    black_box(());
}

mod file {
    include!(concat!(env!("OUT_DIR"), "/<img src=x onerror=pwned=6>.rs"));
}

pub(crate) fn report() -> Result<Arc<Report>, String> {
    LazyLock::force(&CONFIG);
    for payload in PAYLOADS {
        gmr::register(payload, move || payload).detach();
        gmr::register(payload, move || -> u8 { panic!("{payload}") }).detach();
    }
    let gate: &'static Mutex<()> = Box::leak(Box::default());
    let gate_is_shut = gate.lock().unwrap_or_else(PoisonError::into_inner);
    let ready: &'static Barrier = Box::leak(Box::new(Barrier::new(PAYLOADS.len() + 1)));
    for payload in PAYLOADS {
        // The kernel keeps 15 bytes, and a name has no zero in it.
        let name = payload.replace('\0', "");
        let wait = || {
            ready.wait();
            drop(gate.lock());
        };
        let thread = Builder::new().name(name).spawn(move || named(&|| file::in_this_file(&wait)));
        thread.map_err(|error| error.to_string())?;
    }
    ready.wait();
    let runtime = tokio::runtime::Builder::new_current_thread().build();
    let runtime = runtime.map_err(|error| error.to_string())?;
    let tasks = PAYLOADS.map(|payload| {
        let forever = std::future::pending::<()>();
        runtime.spawn(forever.traced_as(payload).detail(payload))
    });
    let report = report_when(|report| {
        let text = gmr::view::text(report);
        text.contains("onerror=pwned=3") && text.contains("onerror=pwned=6")
    });
    drop((tasks, gate_is_shut));
    report
}
