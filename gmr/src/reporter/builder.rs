//! Setting reports up.

mod reports;

use super::armed::{Plan, arm, disarm};
use super::interval::Interval;
use super::service;
use super::settings::{Choices, Signal};
use crate::capture::CaptureMode;
use crate::error::Error;
use crate::generator::package::{self, Package};
use crate::generator::{self, BuiltIn};
use crate::model::Service;
use crate::section::{
    ConfigReport, RegisteredGuard, Sources, add_configuration, add_sources, mask_name, show_name,
};
use std::borrow::Cow;
use std::fmt;
use std::panic::Location;
use std::path::PathBuf;
use std::time::Duration;

/// A report that takes longer is of no use to anybody; and times can be added without overflow.
const DAY: Duration = Duration::from_hours(24);

/// A set-up in the making; nothing happens until [`start`](Autorun::start).
///
/// What is not said here may be said by the environment: `GMR_LOG_DIR`, `GMR_SIGNAL`,
/// `GMR_FILE_EVENT_HANDLER`, `GMR_FILE_EVENT_HANDLER_INTERVAL`, `GMR_CAPTURE`, `GMR_FORMAT`,
/// `GMR_KEEP`, `GMR_RATE_LIMIT` and `GMR_ON_PANIC`.
#[must_use = "nothing happens until `.start()`"]
pub struct Autorun {
    package: Package,
    service_name: Option<String>,
    version: Option<String>,
    choices: Choices,
    deadline: Duration,
    section_timeout: Duration,
    masked_names: Vec<String>,
    shown_names: Vec<String>,
    left_out: Vec<BuiltIn>,
    shown_variables: Vec<String>,
    configurations: Vec<Given>,
    /// Of the configurations that the linker collected.
    sources: Option<Sources>,
    #[cfg(feature = "tokio")]
    runtime: Option<tokio::runtime::Handle>,
}

/// A configuration that the program handed over, and who knows where its values came from.
struct Given {
    add: Box<dyn FnOnce(Option<Sources>) -> RegisteredGuard>,
    sources: Option<Sources>,
}

/// Begins to set reports up for a package; [`gmr::package!()`](crate::package) describes the
/// calling one.
///
/// ```
/// # fn main() -> Result<(), gmr::Error> {
/// let _guard = gmr::autorun(gmr::package!()).service_name("nova-api").start()?;
/// # Ok(())
/// # }
/// ```
pub fn autorun(package: Package) -> Autorun {
    Autorun {
        package,
        service_name: None,
        version: None,
        choices: Choices::default(),
        deadline: crate::report::WHOLE,
        section_timeout: crate::report::SECTION,
        masked_names: Vec::new(),
        shown_names: Vec::new(),
        left_out: Vec::new(),
        shown_variables: Vec::new(),
        configurations: Vec::new(),
        sources: None,
        #[cfg(feature = "tokio")]
        runtime: None,
    }
}

impl Autorun {
    /// The name of the service in reports and in their file names.
    ///
    /// If it is not said, it is what the variables of OpenTelemetry say (`OTEL_SERVICE_NAME`, or
    /// `service.name` in `OTEL_RESOURCE_ATTRIBUTES`), or the binary's.
    pub fn service_name(mut self, name: impl Into<String>) -> Self {
        self.service_name = Some(name.into());
        self
    }

    /// The version of the service; if not said, `service.version` in `OTEL_RESOURCE_ATTRIBUTES`,
    /// or the package's.
    pub fn version(mut self, version: impl Into<String>) -> Self {
        self.version = Some(version.into());
        self
    }

    /// A directory that reports are written to, one file each; stderr if not said.
    ///
    /// It must exist and must not be writable by others unless it is sticky. If a report cannot
    /// be written there, it goes to stderr with the reason.
    pub fn log_dir(mut self, directory: impl Into<PathBuf>) -> Self {
        self.choices.log_dir = Some(directory.into());
        self
    }

    /// The signal that asks for a report, or `"none"`; SIGUSR2 if not said.
    pub fn signal(mut self, signal: impl Into<Signal>) -> Self {
        self.choices.signal = Some(signal.into());
        self
    }

    /// Takes the signal even if the process has a handler for it, which then runs, too.
    pub fn take_signal(mut self, take: bool) -> Self {
        self.choices.take_signal = take;
        self
    }

    /// A file whose change asks for a report; the signal works all the same.
    ///
    /// It need not exist. It must belong to the user of the process or to root.
    pub fn file_event_handler(mut self, file: impl Into<PathBuf>) -> Self {
        self.choices.file = Some(file.into());
        self
    }

    /// How often that file is looked at: a [`Duration`], seconds, or `"500ms"`; 1 s if not said.
    pub fn file_event_handler_interval(mut self, interval: impl Into<Interval>) -> Self {
        self.choices.interval = Some(interval.into());
        self
    }

    /// A configuration to show; several calls show several.
    pub fn conf<C>(mut self, configuration: C) -> Self
    where
        C: ConfigReport + Send + Sync + 'static,
    {
        let add = Box::new(move |sources| add_configuration(configuration, sources));
        self.configurations.push(Given { add, sources: None });
        self
    }

    /// Tells where the values of a configuration came from; it is shown beside each.
    ///
    /// The closure gets the path of an option: the names as they are shown, joined by `.`, the
    /// items of a list by their numbers (`cache.size`, `peers.0.host`). It belongs to the `conf`
    /// before it; before the first `conf`, to all configurations that are registered by
    /// `#[gmr(static = ...)]` and the like. If there are several of those, it cannot tell which
    /// of them it is asked for: give each its own by `#[gmr(sources = path)]`.
    ///
    /// It is asked when a report is made, once all values are written, so one that is slow or
    /// panics costs none of them. Its answers are masked as any text is; that of a secret option
    /// is shown, too.
    ///
    /// ```no_run
    /// # fn main() -> Result<(), gmr::Error> {
    /// # #[derive(gmr::ConfigReport)] struct Config { listen: String }
    /// # let config = Config { listen: String::new() };
    /// // Whoever loads the configuration notes where each value is from.
    /// let origins = std::collections::HashMap::from([("listen", "env NOVA_LISTEN")]);
    /// let _guard = gmr::autorun(gmr::package!())
    ///     .conf(config)
    ///     .sources(move |path| origins.get(path).copied()) // listen = ...  (env NOVA_LISTEN)
    ///     .start()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn sources<F, S>(mut self, of: F) -> Self
    where
        F: Fn(&str) -> Option<S> + Send + Sync + 'static,
        S: Into<Cow<'static, str>>,
    {
        let sources = Some(Sources::new(of));
        match self.configurations.last_mut() {
            Some(last) => last.sources = sources,
            None => self.sources = sources,
        }
        self
    }

    /// The runtime in which `async` sections find their timers and sockets; the one that calls
    /// [`start`](Autorun::start) if not said.
    #[cfg(feature = "tokio")]
    pub fn runtime(mut self, handle: tokio::runtime::Handle) -> Self {
        self.runtime = Some(handle);
        self
    }

    /// Names whose values are masked, beside those that gmr knows; each as
    /// [`mask_name`].
    pub fn mask_names(mut self, names: impl IntoIterator<Item: Into<String>>) -> Self {
        self.masked_names.extend(names.into_iter().map(Into::into));
        self
    }

    /// Names whose values are shown although they look secret; each as
    /// [`show_name`].
    pub fn show_names(mut self, names: impl IntoIterator<Item: Into<String>>) -> Self {
        self.shown_names.extend(names.into_iter().map(Into::into));
        self
    }

    /// Leaves a built-in section out of the reports; several calls leave out several. None is left
    /// out if not said. Its title is then free for a section of the program.
    ///
    /// ```
    /// # fn main() -> Result<(), gmr::Error> {
    /// use gmr::BuiltIn;
    ///
    /// let setup = gmr::autorun(gmr::package!());
    /// let _guard = setup.without(BuiltIn::Environment).without(BuiltIn::OpenFiles).start()?;
    /// assert!(gmr::collect().section("Environment").is_none());
    /// # Ok(())
    /// # }
    /// ```
    pub fn without(mut self, section: BuiltIn) -> Self {
        self.left_out.push(section);
        self
    }

    /// Environment variables whose values are shown, beside those that gmr knows to hold no secret
    /// (`PATH`, `LANG`, `RUST_LOG` and the like); `"APP_*"` stands for all that begin with `APP_`.
    ///
    /// They are masked as any text: by their names, and by what stands in them.
    pub fn show_environment(mut self, names: impl IntoIterator<Item: Into<String>>) -> Self {
        self.shown_variables.extend(names.into_iter().map(Into::into));
        self
    }

    /// How long a whole report may take; 30 s if not said, a day at the most.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline.min(DAY);
        self
    }

    /// How long a section may run that does not say itself; 2 s if not said.
    pub fn section_timeout(mut self, timeout: Duration) -> Self {
        self.section_timeout = timeout;
        self
    }

    /// Whom a report may interrupt for its stack; only who cannot be read asleep if not said.
    ///
    /// ```
    /// # fn main() -> Result<(), gmr::Error> {
    /// use gmr::CaptureMode;
    ///
    /// let _guard = gmr::autorun(gmr::package!()).capture(CaptureMode::PassiveOnly).start()?;
    /// # Ok(())
    /// # }
    /// ```
    pub fn capture(mut self, mode: CaptureMode) -> Self {
        self.choices.capture = Some(mode);
        self
    }

    /// The real-time signal that takes the stacks of threads; a free one if not said.
    pub fn capture_signal(mut self, signal: i32) -> Self {
        self.choices.capture_signal = Some(signal);
        self
    }

    /// Shows lines of system libraries, too, if their debug files are installed (in
    /// `/usr/lib/debug`); the first report then takes several times as long, and more memory.
    ///
    /// The debug file of the program itself (`app.debug` beside `app`, or whichever `app` names)
    /// is used in any case.
    pub fn library_debug_files(mut self, use_them: bool) -> Self {
        self.choices.library_debug_files = use_them;
        self
    }

    /// Opens debug information after the set-up, on a thread that yields to all others, so that
    /// the first report is as quick as those that follow.
    pub fn prewarm(mut self, prewarm: bool) -> Self {
        self.choices.prewarm = prewarm;
        self
    }

    /// Sets reports up: from now on the process answers.
    ///
    /// # Errors
    ///
    /// If reports are set up already, the signal has a handler, a setting cannot be used, or the
    /// operating system refuses a thread.
    #[track_caller]
    pub fn start(self) -> Result<Guard, Error> {
        self.masked_names.iter().for_each(|name| mask_name(name));
        self.shown_names.iter().for_each(|name| show_name(name));
        let (package, place) = (self.package, Location::caller());
        let operator = service::of_environment();
        let name = self.service_name.or(operator.name);
        let name = name.unwrap_or_else(|| package.service_name().to_owned());
        let version = self.version.or(operator.version);
        let version = version.unwrap_or_else(|| package.version().to_owned());
        let service = Service { name, version };
        let first = format!("as `{}` at {place}", service.name);
        let settings = self.choices.settle()?;
        let deadline = not_zero("deadline", self.deadline)?;
        let section_timeout = not_zero("section_timeout", self.section_timeout)?;
        let plan = Plan { settings, service: service.clone(), deadline, section_timeout, first };
        let configurations = arm(plan, || {
            package::set(package, service);
            generator::leave_out(&self.left_out);
            generator::show_environment(self.shown_variables);
            #[cfg(feature = "tokio")]
            crate::section::runtime::adopt(self.runtime);
            let given = self.configurations.into_iter().map(|given| (given.add)(given.sources));
            given.chain(self.sources.map(add_sources)).collect()
        })?;
        Ok(Guard { _configurations: configurations })
    }
}

fn not_zero(name: &'static str, time: Duration) -> Result<Duration, Error> {
    if time.is_zero() {
        return Err(Error::setting(name, "0s", "nothing could be done in no time"));
    }
    Ok(time)
}

impl fmt::Debug for Autorun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Autorun").field("choices", &self.choices).finish_non_exhaustive()
    }
}

/// Keeps reports set up; when it is dropped, they end.
///
/// The trigger signal then does nothing: one that comes late must not end the process.
#[must_use = "reports end when the guard is dropped"]
#[derive(Debug)]
pub struct Guard {
    _configurations: Vec<RegisteredGuard>,
}

impl Drop for Guard {
    fn drop(&mut self) {
        disarm();
        #[cfg(feature = "tokio")]
        crate::section::runtime::forget();
    }
}
