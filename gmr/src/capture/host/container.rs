//! The container in which the process runs, by what it leaves in the files of one.

use super::system::unquoted;
use super::{line, read};
use crate::capture::environ::value;
use crate::capture::{cgroup, kernel};
use std::path::Path;

/// A machine with thousands of mounts has more, but what is looked for stands among the first.
const MOST: usize = 1 << 20;
/// Its directory says which pod it is of; it holds a credential, too, which is not looked at.
const ACCOUNT: &str = "var/run/secrets/kubernetes.io/serviceaccount/namespace";
/// All runtimes name a container by a SHA-256 or as many random digits.
const ID: usize = 64;

/// What is known of a container.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Container {
    /// Who runs it: `docker`, `podman`, `containerd`, `cri-o`, `lxc`, `systemd-nspawn`.
    pub(crate) runtime: Option<String>,
    /// Its id.
    pub(crate) id: Option<String>,
    /// Its name.
    pub(crate) name: Option<String>,
    /// The image that it was made of.
    pub(crate) image: Option<String>,
    /// Whether it belongs to a Kubernetes pod.
    pub(crate) is_of_pod: bool,
    /// The name of the pod.
    pub(crate) pod: Option<String>,
    /// The pod's unique id.
    pub(crate) pod_uid: Option<String>,
    /// The namespace of the pod.
    pub(crate) namespace: Option<String>,
    /// The node on which the pod runs.
    pub(crate) node: Option<String>,
}

/// The texts that tell of it.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Traces<'t> {
    /// `/proc/self/cgroup`.
    pub(crate) cgroup: &'t [u8],
    /// `/proc/self/mountinfo`.
    pub(crate) mounts: &'t [u8],
    /// `/proc/self/environ`.
    pub(crate) environ: &'t [u8],
}

impl Container {
    /// That of this process; `None` if nothing tells of one.
    pub(crate) fn of_process(root: &Path) -> Option<Self> {
        let of = |name| kernel::of_process(name, MOST).unwrap_or_default();
        let (cgroup, mounts, environ) = (of("cgroup"), of("mountinfo"), of("environ"));
        Container::new(root, Traces { cgroup: &cgroup, mounts: &mounts, environ: &environ })
    }

    /// As these texts and the files below `root` tell it.
    pub(crate) fn new(root: &Path, traces: Traces<'_>) -> Option<Self> {
        let is_of_pod = value(traces.environ, "KUBERNETES_SERVICE_HOST").is_some();
        let mut found = Container { is_of_pod, ..Container::default() };
        found.look_at_groups(traces.cgroup);
        found.look_at_mounts(traces.mounts);
        found.look_at_files(root);
        found.look_at_environment(root, traces.environ);
        (found != Container::default()).then_some(found)
    }

    /// Runtimes name groups by the container: `/docker/ID`, `/libpod-ID.scope`,
    /// `/kubepods/burstable/podUID/ID`.
    fn look_at_groups(&mut self, cgroup: &[u8]) {
        for path in cgroup::paths(cgroup) {
            self.is_of_pod |= path.contains("/kubepods");
            let uid =
                || path.rsplit('/').find_map(|part| uuid(part.get(part.rfind("pod")? + 3..)?));
            self.pod_uid = self.pod_uid.take().or_else(uid);
            self.look_for_id(&path);
        }
    }

    /// The runtime keeps the files of names in the container's directory:
    /// `/var/lib/docker/containers/ID/hostname`, `/var/lib/kubelet/pods/UID/etc-hosts`.
    fn look_at_mounts(&mut self, mounts: &[u8]) {
        let sources = sources_of_names(mounts);
        for (_, pod) in sources.iter().filter_map(|path| path.split_once("/pods/")) {
            self.is_of_pod = true;
            let uid = || pod.split('/').next().and_then(uuid);
            self.pod_uid = self.pod_uid.take().or_else(uid);
        }
        // In a pod these are the pod's, for all its containers.
        if !self.is_of_pod {
            sources.iter().for_each(|path| self.look_for_id(path));
        }
    }

    /// The innermost id in a path, and the runtime by what stands around it.
    fn look_for_id(&mut self, path: &str) {
        let parts: Vec<&str> = path.split('/').collect();
        let found = parts.iter().enumerate().rev().find_map(|(at, part)| Some((at, id(part)?)));
        let Some((at, id)) = found.filter(|_| self.id.is_none()) else { return };
        self.id = Some(id.to_owned());
        let around = parts.get(at.saturating_sub(2)..=at).unwrap_or_default();
        let is_around = |(word, _): &&(&str, &str)| around.iter().any(|part| part.contains(word));
        self.runtime = RUNTIMES.iter().find(is_around).map(|(_, runtime)| (*runtime).to_owned());
    }

    fn look_at_files(&mut self, root: &Path) {
        if self.runtime.is_none() && root.join(".dockerenv").symlink_metadata().is_ok() {
            self.runtime = Some("docker".to_owned());
        }
        // podman's own, with `id="..."`; for one without privileges it may be empty.
        let Ok(text) = read(root, "run/.containerenv") else { return };
        let text = String::from_utf8_lossy(&text);
        let of = |name: &str| {
            let value = |line: &str| Some(unquoted(line.strip_prefix(name)?.strip_prefix('=')?));
            text.lines().find_map(value).filter(|value| !value.is_empty())
        };
        self.runtime = self.runtime.take().or_else(|| Some("podman".to_owned()));
        self.id = self.id.take().or_else(|| of("id"));
        (self.name, self.image) = (of("name"), of("image"));
    }

    fn look_at_environment(&mut self, root: &Path, environ: &[u8]) {
        let of = |name| value(environ, name).filter(|value| !value.is_empty()).map(str::to_owned);
        // As systemd-nspawn, LXC and podman say it; Kubernetes gives the rest to those who ask.
        self.runtime = self.runtime.take().or_else(|| of("container"));
        if !self.is_of_pod {
            return;
        }
        // The name of a pod is that of its host, unless it has the network of its node.
        self.pod = of("POD_NAME").or_else(|| of("HOSTNAME"));
        self.pod_uid = self.pod_uid.take().or_else(|| of("POD_UID"));
        self.namespace = of("POD_NAMESPACE").or_else(|| line(root, ACCOUNT).ok());
        self.node = of("NODE_NAME");
    }
}

/// What runtimes call themselves in paths.
const RUNTIMES: [(&str, &str); 6] = [
    ("docker", "docker"),
    ("libpod", "podman"),
    ("overlay-containers", "podman"),
    ("cri-containerd", "containerd"),
    ("crio", "cri-o"),
    ("lxc", "lxc"),
];

/// The id in a part of a path: alone, or as in `docker-ID.scope`.
fn id(part: &str) -> Option<&str> {
    let part = part.strip_suffix(".scope").unwrap_or(part);
    let id = part.rsplit(['-', ':']).next()?;
    let is_digit = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    (id.len() == ID && id.bytes().all(is_digit)).then_some(id)
}

/// A unique id, also with the underscores that systemd wants: `2d3d5b2e_1c1b_....slice`.
fn uuid(text: &str) -> Option<String> {
    const LEN: usize = 36;
    let uid = text.strip_suffix(".slice").unwrap_or(text).replace('_', "-");
    let is_uuid = uid.len() == LEN && uid.bytes().all(|b| b.is_ascii_hexdigit() || b == b'-');
    is_uuid.then_some(uid)
}

/// What is mounted over the files of names.
fn sources_of_names(mounts: &[u8]) -> Vec<String> {
    const NAMES: [&str; 3] = ["/etc/hostname", "/etc/hosts", "/etc/resolv.conf"];
    let text = String::from_utf8_lossy(mounts);
    let source = |line: &str| {
        let mut words = line.split(' ').skip(3);
        let (source, point) = (words.next()?, words.next()?);
        NAMES.contains(&point).then(|| cgroup::plain(source))
    };
    text.lines().filter_map(source).collect()
}
