//! "Package": what was built, by whom, and how.

use crate::model::Service;
use crate::section::{Map, Out, ReportValue};
use std::sync::{Mutex, PoisonError};

/// The package that reports; [`package!`](crate::package) describes the calling one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Package {
    name: &'static str,
    version: &'static str,
    authors: &'static str,
    bin: Option<&'static str>,
    debug: Option<bool>,
    revision: Option<&'static str>,
}

impl Package {
    /// A package as Cargo knows it; several authors are separated by colons.
    #[must_use]
    pub const fn new(name: &'static str, version: &'static str, authors: &'static str) -> Self {
        Package { name, version, authors, bin: None, debug: None, revision: None }
    }

    /// The name of the binary.
    #[must_use]
    pub const fn bin(self, bin: Option<&'static str>) -> Self {
        Package { bin, ..self }
    }

    /// Whether it was built with debug assertions.
    #[must_use]
    pub const fn debug(self, debug: bool) -> Self {
        Package { debug: Some(debug), ..self }
    }

    /// The revision of the sources; of several calls, the first that knows it counts.
    ///
    /// ```
    /// let package = gmr::Package::new("nova", "1.0.0", "")
    ///     .revision(option_env!("NOT_SET_BY_THIS_BUILD"))
    ///     .revision(Some("0a1b2c3"));
    /// # assert_eq!(gmr::to_value(&package).entry("revision"), Some(&gmr::model::Value::Str("0a1b2c3".into())));
    /// ```
    #[must_use]
    pub const fn revision(self, revision: Option<&'static str>) -> Self {
        match (self.revision, revision) {
            // A variable that is set to nothing tells nothing.
            (None, Some(revision)) if !revision.is_empty() => {
                Package { revision: Some(revision), ..self }
            }
            _ => self,
        }
    }

    /// The name of the service if nobody gives another: the binary's, or the package's.
    #[must_use]
    pub const fn service_name(&self) -> &'static str {
        match self.bin {
            Some(bin) => bin,
            None => self.name,
        }
    }

    /// The version of the package.
    #[must_use]
    pub const fn version(&self) -> &'static str {
        self.version
    }

    fn fields(&self, map: &mut Map<'_>) {
        map.entry("name").str(self.name);
        map.entry("version").str(self.version);
        let authors: Vec<&str> = self.authors.split(':').filter(|a| !a.is_empty()).collect();
        map.entry("authors").value(&(!authors.is_empty()).then_some(authors));
        map.entry("binary").value(&self.bin);
        build(map, self.debug);
        let revision = map.entry("revision");
        match self.revision {
            Some(known) => revision.str(known),
            None => revision.note("not known; build with GMR_REVISION set to say it"),
        }
    }
}

impl ReportValue for Package {
    fn report(&self, out: Out<'_>) {
        self.fields(&mut out.map());
    }
}

/// How gmr was built, which is how all of the program was built: see `build.rs`.
fn build(map: &mut Map<'_>, debug_assertions: Option<bool>) {
    let mut known = |key: &'static str, value: Option<&'static str>| match value {
        Some(value) => map.entry(key).symbol(value),
        None => map.entry(key).note("not known"),
    };
    known("profile", option_env!("GMR_PROFILE"));
    known("opt level", option_env!("GMR_OPT_LEVEL"));
    known("target", option_env!("GMR_TARGET"));
    known("rustc", option_env!("GMR_RUSTC"));
    known("gmr", Some(env!("CARGO_PKG_VERSION")));
    map.entry("debug assertions").value(&debug_assertions);
}

/// The package and the service of the last set-up. Locked for a copy only.
static PACKAGE: Mutex<Option<(Package, Service)>> = Mutex::new(None);

/// Says which package the reports are of; called by the set-up.
pub(crate) fn set(package: Package, service: Service) {
    *PACKAGE.lock().unwrap_or_else(PoisonError::into_inner) = Some((package, service));
}

/// Writes the section.
pub(super) fn write(out: Out<'_>) {
    let package = PACKAGE.lock().unwrap_or_else(PoisonError::into_inner).clone();
    write_package(package, out);
}

fn write_package(package: Option<(Package, Service)>, out: Out<'_>) {
    let mut map = out.map();
    match package {
        Some((package, service)) => {
            map.entry("service").str(&service.name);
            map.entry("service version").str(&service.version);
            package.fields(&mut map);
        }
        None => {
            let note = "not set up: call `gmr::setup_autorun!()`, or put `#[gmr::main]` on `main`";
            map.entry("name").note(note);
            build(&mut map, None);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{Content, Value};
    use crate::section::{Sheet, to_value};

    fn text(value: &str) -> Option<Value> {
        Some(Value::Str(value.to_owned()))
    }

    fn written(package: Option<(Package, Service)>) -> Value {
        let sheet = Sheet::new();
        write_package(package, Out::root(&sheet));
        match sheet.take() {
            Content::Value(value) => value,
            other => Value::Note(format!("{other:?}").into()),
        }
    }

    const NOVA: Package = Package::new("nova", "1.2.3", "Ann <a@x>:Bob");

    #[test]
    fn a_package_is_told_with_its_service() {
        let service = Service { name: "nova-api".into(), version: "9".into() };
        let value = written(Some((NOVA.bin(Some("api")).debug(false), service)));
        assert_eq!(value.entry("service").cloned(), text("nova-api"));
        assert_eq!(value.entry("service version").cloned(), text("9"));
        assert_eq!(value.entry("name").cloned(), text("nova"));
        assert_eq!(value.entry("version").cloned(), text("1.2.3"));
        assert_eq!(value.entry("binary").cloned(), text("api"));
        assert_eq!(value.entry("debug assertions"), Some(&Value::Bool(false)));
        let authors = ["Ann <a@x>", "Bob"].map(|author| Value::Str(author.into()));
        assert_eq!(value.entry("authors"), Some(&Value::List(authors.to_vec())));
    }

    #[test]
    fn the_compiler_and_the_target_are_known_without_a_set_up() {
        let value = written(None);
        assert!(matches!(value.entry("name"), Some(Value::Note(note)) if note.contains("setup")));
        let symbol = |key| match value.entry(key) {
            Some(Value::Symbol(symbol)) => symbol.clone().into_owned(),
            other => format!("{other:?}"),
        };
        assert!(symbol("rustc").starts_with("rustc 1."), "{}", symbol("rustc"));
        assert!(symbol("target").contains(std::env::consts::ARCH), "{}", symbol("target"));
        assert!(["debug", "release"].contains(&symbol("profile").as_str()));
    }

    #[test]
    fn the_first_revision_that_is_known_counts() {
        let package =
            NOVA.revision(None).revision(Some("")).revision(Some("a1")).revision(Some("b2"));
        assert_eq!(to_value(&package).entry("revision").cloned(), text("a1"));
        assert!(matches!(to_value(&NOVA).entry("revision"), Some(Value::Note(_))));
    }

    #[test]
    fn a_service_is_called_as_its_binary() {
        assert_eq!(NOVA.bin(Some("api")).service_name(), "api");
        assert_eq!(NOVA.service_name(), "nova");
    }
}
