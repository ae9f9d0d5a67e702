//! "Environment": the names of all variables, and the values of those that are known to be no
//! secret.

use crate::capture::environ::{environ, variables};
use crate::section::{Map, Out};
use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// More of them would fill the report.
const SHOWN: usize = 1000;

/// Variables whose values are shown; one that ends with a star stands for all that begin so. What
/// is here says how a program behaves and where it runs, and is masked as any text all the same.
#[rustfmt::skip] // One name a line would be pages.
const OPEN: &[&str] = &[
    // The system.
    "HOME", "HOSTNAME", "LANG", "LANGUAGE", "LC_*", "LOGNAME", "PATH", "SHELL", "TERM",
    "TMPDIR", "TZ", "TZDIR", "USER",
    // Libraries, and what else changes how every program behaves.
    "GLIBC_TUNABLES", "LD_LIBRARY_PATH", "LD_PRELOAD", "MALLOC_*",
    // Rust and what is built of it.
    "GMR_*", "RAYON_NUM_THREADS", "RUST_BACKTRACE", "RUST_LIB_BACKTRACE", "RUST_LOG",
    "RUST_MIN_STACK", "TOKIO_*",
    // What the program is called, and where it runs.
    "INVOCATION_ID", "KUBERNETES_SERVICE_HOST", "KUBERNETES_SERVICE_PORT", "NODE_NAME",
    "NOTIFY_SOCKET", "OTEL_SERVICE_NAME", "POD_IP", "POD_NAME", "POD_NAMESPACE", "POD_UID",
    "container",
];

/// What the set-up adds to them. Locked for a copy only.
static ADDED: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// Says which other values are shown; called by the set-up.
pub(crate) fn show(names: Vec<String>) {
    *ADDED.lock().unwrap_or_else(PoisonError::into_inner) = names;
}

/// Writes the section.
pub(super) fn write(out: Out<'_>) {
    let added = ADDED.lock().unwrap_or_else(PoisonError::into_inner).clone();
    match environ() {
        Ok(environ) => write_variables(&environ, &added, out),
        Err(error) => out.note(super::unreadable("/proc/self/environ", &error)),
    }
}

fn write_variables(environ: &[u8], added: &[String], out: Out<'_>) {
    let (shown, others) = sorted(environ, added);
    let mut map = out.map();
    let more = (shown.len() + others.len()).saturating_sub(SHOWN);
    let values = shown.into_iter().map(|(name, value)| (name, Some(value)));
    let names = others.into_keys().map(|name| (name, None));
    values.chain(names).take(SHOWN).for_each(|(name, value)| variable(&mut map, name, value));
    if more > 0 {
        map.entry("").note(format!("{more} more"));
    }
}

/// By name: those whose values are shown, and the others. Of several that have one name, the first
/// counts, as in the C library.
type Sorted<'e> = (BTreeMap<Cow<'e, str>, &'e [u8]>, BTreeMap<Cow<'e, str>, &'e [u8]>);

fn sorted<'e>(environ: &'e [u8], added: &[String]) -> Sorted<'e> {
    let (mut shown, mut others) = (BTreeMap::new(), BTreeMap::new());
    for (name, value) in variables(environ) {
        let name = String::from_utf8_lossy(name);
        let list = if is_open(&name, added) { &mut shown } else { &mut others };
        list.entry(name).or_insert(value);
    }
    (shown, others)
}

fn variable(map: &mut Map<'_>, name: Cow<'_, str>, value: Option<&[u8]>) {
    // A name that is a secret itself is masked as any key.
    let out = map.entry(name.into_owned());
    match value {
        Some(value) => out.str(&String::from_utf8_lossy(value)),
        None => out.note("not shown"),
    }
}

fn is_open(name: &str, added: &[String]) -> bool {
    let all = OPEN.iter().copied().chain(added.iter().map(String::as_str));
    all.into_iter().any(|open| match open.strip_suffix('*') {
        Some(start) => name.starts_with(start),
        None => name == open,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::value_of;
    use crate::model::Value;

    fn text(text: &str) -> Value {
        Value::Str(text.to_owned())
    }

    fn shown(environ: &str, added: &[&str]) -> Value {
        let added: Vec<String> = added.iter().map(|name| (*name).to_owned()).collect();
        value_of(|out| write_variables(environ.as_bytes(), &added, out))
    }

    #[test]
    fn only_values_that_are_known_to_be_no_secret_are_shown() {
        let value = shown("DB=x\0PATH=/bin\0LC_TIME=C\0LCD=y\0PATHS=z\0TZ=\0", &[]);
        let note = Value::Note("not shown".into());
        for (name, expect) in [
            ("PATH", text("/bin")),
            ("LC_TIME", text("C")),
            ("TZ", text("")),
            ("DB", note.clone()),
            ("LCD", note.clone()),
            ("PATHS", note),
        ] {
            assert_eq!(value.entry(name), Some(&expect), "{name}");
        }
    }

    #[test]
    fn what_the_set_up_adds_is_shown_and_masked_as_any_text() {
        let environ = "DB_URL=u://ann:hunter2@db\0APP_MODE=on\0APP_TOKEN=hunter2\0OTHER=hunter2\0";
        let value = shown(environ, &["DB_URL", "APP_*"]);
        assert_eq!(value.entry("DB_URL"), Some(&text("u://ann:***@db")));
        assert_eq!(value.entry("APP_MODE"), Some(&text("on")));
        assert_eq!(value.entry("APP_TOKEN"), Some(&Value::Secret));
        assert!(!format!("{value:?}").contains("hunter2"), "{value:?}");
    }

    #[test]
    fn a_name_may_be_the_secret() {
        let value = shown("postgres://ann:hunter2@db/x=1\0", &[]);
        assert!(!format!("{value:?}").contains("hunter2"), "{value:?}");
        assert!(value.entry("postgres://ann:***@db/x").is_some(), "{value:?}");
    }

    #[test]
    fn of_two_that_have_one_name_the_first_counts() {
        let value = shown("TZ=A\0TZ=B\0", &[]);
        let Value::Map(entries) = value else { unreachable!("{value:?}") };
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].value, text("A"));
    }

    #[test]
    fn a_huge_environment_is_cut_and_the_cut_is_told() {
        let environ: String = (0..SHOWN + 7).map(|n| format!("V{n}=x\0")).collect();
        let Value::Map(entries) = shown(&environ, &[]) else { unreachable!("a map is written") };
        assert_eq!(entries.len(), SHOWN + 1);
        assert_eq!(entries.last().map(|e| &e.value), Some(&Value::Note("7 more".into())));
    }
}
