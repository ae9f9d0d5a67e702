//! "Host": the machine, its operating system and the container, under the names of OpenTelemetry's
//! semantic conventions (`host.name`, `os.type`, `container.id`, `k8s.pod.name`) where there are
//! such.
//!
//! The id of the machine (`/etc/machine-id`) is not shown: it is meant to be kept secret.

use super::{pressure, unreadable};
use crate::capture::host::{self, Container, Kernel, Release, Sandbox, sandbox};
use crate::capture::kernel;
use crate::capture::proc::Status;
use crate::section::{Field, Map, Out};
use std::io;
use std::path::Path;
use std::time::{Duration, SystemTime};

/// More than `/proc/*/status` is long.
const STATUS: usize = 64 * 1024;

/// Writes the section.
pub(super) fn write(out: Out<'_>) {
    let root = Path::new("/");
    let kernel = host::kernel();
    let mut map = out.map();
    machine(map.entry("host"), &kernel, root);
    system(map.entry("os"), &kernel, root);
    let container = Container::of_process(root);
    match &container {
        Some(container) => write_container(map.entry("container"), container),
        None => map.entry("container").note("none is seen"),
    }
    if let Some(container) = container.filter(|container| container.is_of_pod) {
        pod(map.entry("k8s"), &container);
    }
}

fn machine(out: Out<'_>, kernel: &Kernel, root: &Path) {
    let mut map = out.map();
    map.entry("name").str(&kernel.host);
    map.entry("arch").symbol(architecture(&kernel.machine).to_owned());
    if let Some(model) = host::model(root) {
        map.entry("model").str(&model);
    }
    match sandbox(kernel) {
        Some(Sandbox::GVisor) => map.entry("sandbox").symbol("gVisor"),
        Some(Sandbox::Wsl1) => map.entry("sandbox").symbol("WSL 1"),
        None => {}
    }
    processors(map.entry("cpu"), root);
    memory(map.entry("memory"), root);
    match host::load(root) {
        Ok(averages) => {
            let mut list = map.entry("load average").list();
            averages.into_iter().for_each(|load| list.item().float(load));
        }
        Err(error) => map.entry("load average").note(unreadable("/proc/loadavg", &error)),
    }
    uptime(&mut map);
    let read = |resource: &str| kernel::read(format!("/proc/pressure/{resource}"), STATUS);
    pressure::write(read, "/proc/pressure", map.entry("pressure"));
}

/// The word of the conventions for an architecture, where it is another.
fn architecture(machine: &str) -> &str {
    match machine {
        "x86_64" => "amd64",
        "aarch64" => "arm64",
        "i386" | "i686" => "x86",
        other => other,
    }
}

fn processors(out: Out<'_>, root: &Path) {
    let mut map = out.map();
    for which in ["possible", "online"] {
        match host::processors(root, which) {
            Ok(list) => cpus(map.entry(which), &list),
            Err(error) => {
                map.entry(which).note(unreadable("/sys/devices/system/cpu", &error));
            }
        }
    }
    // Those that the process may run on: of this thread, which nobody has bound.
    let status = kernel::of_process("status", STATUS).map(|text| Status::new(&text));
    match status.as_ref().map(|status| status.field("Cpus_allowed_list")) {
        Ok(Some(list)) => cpus(map.entry("allowed"), list),
        Ok(None) => map.entry("allowed").note("not known: the kernel does not tell it"),
        Err(error) => map.entry("allowed").note(unreadable("/proc/self/status", error)),
    }
}

fn cpus(out: Out<'_>, list: &str) {
    match host::count(list) {
        Some(count) => out.uint(count),
        None => out.str(list),
    }
}

/// The lines of `/proc/meminfo` that are shown.
static MEMORY: [(Field, &str); 4] = [
    (Field::new("total").unit("KiB"), "MemTotal"),
    (Field::new("available").unit("KiB"), "MemAvailable"),
    (Field::new("swap").unit("KiB"), "SwapTotal"),
    (Field::new("swap free").unit("KiB"), "SwapFree"),
];

fn memory(out: Out<'_>, root: &Path) {
    match host::memory(root) {
        Ok(known) => {
            let mut map = out.map();
            for (field, line) in &MEMORY {
                let out = map.field(field);
                match known.kib(line) {
                    Some(kib) => out.uint(kib),
                    None => out.note("not known: the kernel does not tell it"),
                }
            }
        }
        Err(error) => out.note(unreadable("/proc/meminfo", &error)),
    }
}

fn uptime(map: &mut Map<'_>) {
    let Some(uptime) = host::uptime() else {
        return map.entry("uptime").note("not known on this target");
    };
    let start = SystemTime::now().checked_sub(uptime).unwrap_or(SystemTime::UNIX_EPOCH);
    map.entry("started").symbol(humantime::format_rfc3339_seconds(start).to_string());
    map.entry("uptime").duration(Duration::from_secs(uptime.as_secs()));
}

fn system(out: Out<'_>, kernel: &Kernel, root: &Path) {
    let mut map = out.map();
    map.entry("type").symbol(kernel.name.to_lowercase());
    match Release::of_system(root) {
        Ok(release) => {
            let lines = [
                ("name", release.name),
                ("version", release.version),
                ("description", release.pretty),
                ("build_id", release.build),
            ];
            lines.into_iter().for_each(|(key, text)| known(&mut map, key, text.as_deref()));
        }
        Err(error) => map.entry("name").note(no_release(&error)),
    }
    let mut kernel_map = map.entry("kernel").map();
    kernel_map.entry("release").str(&kernel.release);
    kernel_map.entry("version").str(&kernel.version);
}

/// An image may be without it; other systems are.
fn no_release(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "not known: there is no /etc/os-release".to_owned(),
        _ => unreadable("/etc/os-release", error),
    }
}

fn write_container(out: Out<'_>, container: &Container) {
    let mut map = out.map();
    match &container.id {
        Some(id) => map.entry("id").str(id),
        None => map.entry("id").note("not known: nothing within the container tells it"),
    }
    known(&mut map, "name", container.name.as_deref());
    if let Some(image) = &container.image {
        map.entry("image").map().entry("name").str(image);
    }
    known(&mut map, "runtime", container.runtime.as_deref());
}

fn pod(out: Out<'_>, container: &Container) {
    let mut map = out.map();
    let mut pod = map.entry("pod").map();
    known(&mut pod, "name", container.pod.as_deref());
    known(&mut pod, "uid", container.pod_uid.as_deref());
    for (key, name) in [("namespace", &container.namespace), ("node", &container.node)] {
        if let Some(name) = name {
            map.entry(key).map().entry("name").str(name);
        }
    }
}

fn known(map: &mut Map<'_>, key: &'static str, text: Option<&str>) {
    if let Some(text) = text {
        map.entry(key).str(text);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generator::value_of;
    use crate::model::Value;

    fn text(text: &str) -> Value {
        Value::Str(text.to_owned())
    }

    #[test]
    fn a_path_of_keys_is_a_name_of_the_conventions() {
        let container = Container {
            id: Some("4f5e".into()),
            image: Some("x:1".into()),
            is_of_pod: true,
            pod: Some("shop-5d".into()),
            namespace: Some("prod".into()),
            ..Container::default()
        };
        let of_container = value_of(|out| write_container(out, &container));
        assert_eq!(of_container.entry("id"), Some(&text("4f5e")));
        assert_eq!(of_container.entry("image").unwrap().entry("name"), Some(&text("x:1")));
        let of_pod = value_of(|out| pod(out, &container));
        assert_eq!(of_pod.entry("pod").unwrap().entry("name"), Some(&text("shop-5d")));
        assert_eq!(of_pod.entry("namespace").unwrap().entry("name"), Some(&text("prod")));
        assert_eq!(of_pod.entry("node"), None);
    }

    #[test]
    fn what_a_machine_does_not_tell_says_why() {
        let root = tempfile::tempdir().unwrap();
        let of_memory = value_of(|out| memory(out, root.path()));
        assert!(matches!(of_memory, Value::Note(why) if why.starts_with("not known")));
        let of_cpu = value_of(|out| processors(out, root.path()));
        for key in ["possible", "online"] {
            assert!(matches!(of_cpu.entry(key), Some(Value::Note(_))), "{of_cpu:?}");
        }
    }

    #[test]
    fn this_host_has_a_name_and_a_system() {
        let value = value_of(write);
        let at = |a: &str, b: &str| value.entry(a).and_then(|a| a.entry(b)).cloned();
        let name = rustix::system::uname().nodename().to_string_lossy().into_owned();
        assert_eq!(at("host", "name"), Some(text(&name)));
        let system = Value::Symbol(std::env::consts::OS.replace("macos", "darwin").into());
        assert_eq!(at("os", "type"), Some(system));
        assert!(value.entry("container").is_some());
    }
}
