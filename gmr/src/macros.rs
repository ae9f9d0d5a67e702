//! The set-up from where the program is: `macro_rules`, so that `env!` is the caller's and
//! `$crate` survives a rename.

/// The package that calls it: what Cargo knows, and whether it was built with debug assertions.
///
/// ```
/// let autorun = gmr::autorun(gmr::package!()).service_name("nova-api");
/// # drop(autorun);
/// ```
#[macro_export]
macro_rules! package {
    () => {
        $crate::Package::new(
            $crate::__private::env!("CARGO_PKG_NAME"),
            $crate::__private::env!("CARGO_PKG_VERSION"),
            $crate::__private::env!("CARGO_PKG_AUTHORS"),
        )
        .bin($crate::__private::option_env!("CARGO_BIN_NAME"))
        .debug($crate::__private::cfg!(debug_assertions))
        // The names under which build tools and services say what they build; ours comes first.
        .revision($crate::__private::option_env!("GMR_REVISION"))
        .revision($crate::__private::option_env!("VERGEN_GIT_SHA"))
        .revision($crate::__private::option_env!("GIT_COMMIT"))
        .revision($crate::__private::option_env!("GITHUB_SHA"))
        .revision($crate::__private::option_env!("CI_COMMIT_SHA"))
        .revision($crate::__private::option_env!("BUILDKITE_COMMIT"))
        .revision($crate::__private::option_env!("CIRCLE_SHA1"))
    };
}

/// Links crates that nothing else names, so that the sections registered in them are there.
///
/// The linker leaves out a crate that is only in `Cargo.toml`. This names it; so does a `use` of
/// anything in it.
///
/// ```
/// # mod program {
/// # extern crate core as plug_a;
/// # extern crate std as plug_b;
/// gmr::link!(plug_a, plug_b);
/// # }
/// ```
#[macro_export]
macro_rules! link {
    ($($name:ident),+ $(,)?) => {
        $(use $name as _;)+
    };
}

/// Sets reports up for the package that calls it; the keys are the methods of `gmr::Autorun`.
///
/// Reports are made for as long as the guard that it returns lives.
///
/// ```no_run
/// let guard = gmr::setup_autorun!(service_name = "nova-api", log_dir = "/var/log/nova")?;
/// # drop(guard);
/// # Ok::<(), gmr::Error>(())
/// ```
#[macro_export]
macro_rules! setup_autorun {
    ($($key:ident = $value:expr),* $(,)?) => {
        $crate::autorun($crate::package!())$(.$key($value))*.start()
    };
}
