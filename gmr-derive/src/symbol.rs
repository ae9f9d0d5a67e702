//! The words that users may write, and where.
//!
//! A new option is a row here, and a line where its place is read.

use crate::spell::nearest;
use proc_macro2::Ident;

/// The name of an option.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Key(&'static str);

pub(crate) const BOUND: Key = Key("bound");
pub(crate) const COLLECT: Key = Key("collect");
pub(crate) const CRATE: Key = Key("crate");
pub(crate) const DEBUG: Key = Key("debug");
pub(crate) const DEFAULT: Key = Key("default");
pub(crate) const DETAIL: Key = Key("detail");
pub(crate) const DISPLAY: Key = Key("display");
pub(crate) const ENABLED: Key = Key("enabled");
pub(crate) const ENV: Key = Key("env");
pub(crate) const FLATTEN: Key = Key("flatten");
pub(crate) const FORMAT: Key = Key("format");
pub(crate) const GROUP: Key = Key("group");
pub(crate) const HELP: Key = Key("help");
pub(crate) const INSTANCES: Key = Key("instances");
pub(crate) const NAME: Key = Key("name");
pub(crate) const NESTED: Key = Key("nested");
pub(crate) const ORDER: Key = Key("order");
pub(crate) const RENAME: Key = Key("rename");
pub(crate) const RENAME_ALL: Key = Key("rename_all");
pub(crate) const SECRET: Key = Key("secret");
pub(crate) const SERDE: Key = Key("serde");
pub(crate) const SHOW: Key = Key("show");
pub(crate) const SKIP: Key = Key("skip");
pub(crate) const SKIP_IF: Key = Key("skip_if");
pub(crate) const SOURCES: Key = Key("sources");
pub(crate) const STATIC: Key = Key("static");
pub(crate) const TIMEOUT: Key = Key("timeout");
pub(crate) const TITLE: Key = Key("title");
pub(crate) const TRANSPARENT: Key = Key("transparent");
pub(crate) const UNIT: Key = Key("unit");
pub(crate) const WITH: Key = Key("with");

const ON_FIELD: &[Key] = &[
    RENAME, SKIP, SKIP_IF, SECRET, SHOW, WITH, DISPLAY, DEBUG, FORMAT, NESTED, FLATTEN, UNIT, HELP,
];
const ON_CONFIG_FIELD: &[Key] = &[
    RENAME, SKIP, SKIP_IF, SECRET, SHOW, WITH, DISPLAY, DEBUG, FORMAT, NESTED, FLATTEN, UNIT, HELP,
    DEFAULT, ENV,
];
const ON_SECTION_TYPE: &[Key] = &[
    TITLE,
    ORDER,
    TIMEOUT,
    RENAME_ALL,
    STATIC,
    DEFAULT,
    COLLECT,
    INSTANCES,
    TRANSPARENT,
    BOUND,
    CRATE,
];
const ON_CONFIG_TYPE: &[Key] =
    &[GROUP, RENAME_ALL, STATIC, COLLECT, DEFAULT, SOURCES, BOUND, SERDE, CRATE];
const ON_SECTION: &[Key] = &[TITLE, ORDER, TIMEOUT, ENABLED, DEBUG, DISPLAY, CRATE];
const ON_METHOD: &[Key] = &[TITLE, ORDER, TIMEOUT, ENABLED, DEBUG, DISPLAY, STATIC];
const ON_SECTIONS: &[Key] = &[STATIC, CRATE];
const ON_TASK: &[Key] = &[NAME, DETAIL, CRATE];

/// What says how a field is shown; one of them at the most.
pub(crate) const FORMS: &[Key] = &[SECRET, WITH, DISPLAY, DEBUG, FORMAT, NESTED, FLATTEN];

/// What belongs to a name.
pub(crate) const FOR_NAMED: &[Key] = &[RENAME, SHOW, UNIT, HELP, FLATTEN];

/// What belongs to a name that a report shows.
pub(crate) const FOR_SHOWN_NAME: &[Key] = &[RENAME, UNIT, HELP, ENV];

/// What is said by being there.
const FLAGS: &[Key] =
    &[SKIP, SECRET, SHOW, DISPLAY, DEBUG, NESTED, FLATTEN, DEFAULT, INSTANCES, TRANSPARENT];

/// What says where a section's instance comes from; one of them at the most.
pub(crate) const SECTION_SOURCES: &[Key] = &[STATIC, DEFAULT, COLLECT, INSTANCES];

/// As [`SECTION_SOURCES`] for a configuration, where `default` says what the defaults are.
pub(crate) const CONFIG_SOURCES: &[Key] = &[STATIC, COLLECT];

/// Somewhere that options stand.
pub(crate) struct Place {
    /// As it is called in messages.
    name: &'static str,
    /// Whether the documentation of what stands here is shown.
    pub(crate) shows_docs: bool,
    keys: &'static [Key],
    /// Where a key stands that is not for this place, and what it does not stand on.
    elsewhere: &'static [(&'static str, &'static str, &'static [Key])],
}

/// A type with `derive(ReportSection)`.
pub(crate) const SECTION_TYPE: Place = Place {
    name: "the type",
    shows_docs: false,
    keys: ON_SECTION_TYPE,
    elsewhere: &[
        ("a field", "the type", ON_FIELD),
        ("a `ConfigReport` type", "a `ReportSection` type", ON_CONFIG_TYPE),
        ("a field of a `ConfigReport` type", "a `ReportSection` type", ON_CONFIG_FIELD),
        ("a function or a static", "a type", ON_SECTION),
    ],
};

/// A field of it.
pub(crate) const SECTION_FIELD: Place = Place {
    name: "a field",
    shows_docs: false,
    keys: ON_FIELD,
    elsewhere: &[
        ("a field of a `ConfigReport` type", "a field", ON_CONFIG_FIELD),
        ("the type", "a field", ON_SECTION_TYPE),
        ("a `ConfigReport` type", "a field", ON_CONFIG_TYPE),
    ],
};

/// A variant of an enum with it.
pub(crate) const VARIANT: Place = Place {
    name: "a variant",
    shows_docs: false,
    keys: &[RENAME, RENAME_ALL],
    elsewhere: &[
        ("a field", "a variant", ON_FIELD),
        ("the type", "a variant", ON_SECTION_TYPE),
        ("a `ConfigReport` type", "a variant", ON_CONFIG_TYPE),
        ("a field of a `ConfigReport` type", "a variant", ON_CONFIG_FIELD),
    ],
};

/// A type with `derive(ConfigReport)`.
pub(crate) const CONFIG_TYPE: Place = Place {
    name: "the type",
    shows_docs: false,
    keys: ON_CONFIG_TYPE,
    elsewhere: &[
        ("a field", "the type", ON_CONFIG_FIELD),
        ("a `ReportSection` type", "a `ConfigReport` type", ON_SECTION_TYPE),
        ("a function or a static", "a type", ON_SECTION),
    ],
};

/// A field of it.
pub(crate) const CONFIG_FIELD: Place = Place {
    name: "a field",
    shows_docs: true,
    keys: ON_CONFIG_FIELD,
    elsewhere: &[
        ("the type", "a field", ON_CONFIG_TYPE),
        ("a `ReportSection` type", "a field", ON_SECTION_TYPE),
    ],
};

/// The arguments of `#[gmr::section]`.
pub(crate) const SECTION: Place = Place {
    name: "a section",
    shows_docs: false,
    keys: ON_SECTION,
    elsewhere: &[
        ("a field", "a section", ON_FIELD),
        ("a `ReportSection` type", "a section", ON_SECTION_TYPE),
    ],
};

/// The arguments of `#[section]` in an `impl` block with `#[gmr::sections]`.
pub(crate) const METHOD: Place = Place {
    name: "a section",
    shows_docs: false,
    keys: ON_METHOD,
    elsewhere: &[
        ("the `impl` block", "a function of it", ON_SECTIONS),
        ("a field", "a section", ON_FIELD),
        ("a `ReportSection` type", "a section", ON_SECTION_TYPE),
    ],
};

/// The arguments of `#[gmr::sections]`.
pub(crate) const SECTIONS: Place = Place {
    name: "the `impl` block",
    shows_docs: false,
    keys: ON_SECTIONS,
    elsewhere: &[("a `#[section]` function", "the `impl` block", ON_METHOD)],
};

/// The arguments of `#[gmr::task]`.
pub(crate) const TASK: Place = Place {
    name: "a task",
    shows_docs: false,
    keys: ON_TASK,
    elsewhere: &[("a section", "a task", &[ORDER, TIMEOUT, ENABLED])],
};

/// What other crates call the same idea; the first that is legal is offered.
const SYNONYMS: &[(&str, Key)] = &[
    ("about", HELP),
    ("args", DETAIL),
    ("deadline", TIMEOUT),
    ("default_value", DEFAULT),
    ("description", HELP),
    ("doc", HELP),
    ("env_var", ENV),
    ("fields", DETAIL),
    ("fmt", FORMAT),
    ("format", DETAIL),
    ("hidden", SKIP),
    ("hide", SKIP),
    ("ignore", SKIP),
    ("instance", STATIC),
    ("into", WITH),
    ("mask", SECRET),
    ("name", TITLE),
    ("name", RENAME),
    ("name", GROUP),
    ("omit", SKIP),
    ("origin", SOURCES),
    ("position", ORDER),
    ("priority", ORDER),
    ("redact", SECRET),
    ("redacted", SECRET),
    ("sensitive", SECRET),
    ("serialize_with", WITH),
    ("skip_serializing", SKIP),
    ("skip_serializing_if", SKIP_IF),
    ("title", NAME),
    ("unmask", SHOW),
    ("when", ENABLED),
];

impl Key {
    /// As it is written.
    pub(crate) fn name(self) -> &'static str {
        self.0
    }

    /// Whether it is what the user wrote.
    pub(crate) fn is(self, written: &Ident) -> bool {
        plain(written) == self.0
    }
}

impl Place {
    /// Whether the option may stand here.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.keys.iter().any(|key| key.0 == name)
    }

    /// Whether the option says all it has to say by being there, so that `= false` unsays it.
    pub(crate) fn is_flag(&self, name: &str) -> bool {
        let is_value = name == DEFAULT.0 && self.knows(ENV.0);
        !is_value && FLAGS.iter().any(|key| key.0 == name)
    }

    /// What to say of an option that may not.
    pub(crate) fn unknown(&self, name: &str) -> String {
        let has = |keys: &[Key]| keys.iter().any(|key| key.0 == name);
        if let Some((other, this, _)) = self.elsewhere.iter().find(|(.., keys)| has(keys)) {
            return format!("`{name}` belongs on {other}, not on {this}");
        }
        let synonym = SYNONYMS.iter().find(|(word, key)| *word == name && self.knows(key.0));
        let meant = synonym
            .map(|(_, key)| key.0)
            .or_else(|| nearest(name, self.keys.iter().map(|key| key.0)));
        match meant {
            Some(key) => format!("unknown option `{name}` on {}; did you mean `{key}`?", self.name),
            None => {
                let keys: Vec<String> =
                    self.keys.iter().map(|key| format!("`{}`", key.0)).collect();
                let keys = keys.join(", ");
                format!("unknown option `{name}` on {}; expected one of {keys}", self.name)
            }
        }
    }
}

/// A name without `r#`.
pub(crate) fn plain(ident: &Ident) -> String {
    let name = ident.to_string();
    name.strip_prefix("r#").map_or_else(|| name.clone(), str::to_owned)
}

#[cfg(test)]
mod tests;
