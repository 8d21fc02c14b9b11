use std::{
    fs::{self, File},
    os::unix::{fs::chown, process::CommandExt as _},
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use anyhow::{Context, Result, bail};

use super::{READY_WITHIN, ports::free_port};
use crate::{
    http,
    process::{Managed, Run, Signal, run_to_end},
};

/// Tests of several crates hold pools at the same time.
const CONNECTIONS_MAX: u32 = 300;
const OLDEST_VERSION: u32 = 15;

/// A private PostgreSQL: everyone on loopback is trusted, everything that is
/// committed is durable, as the crash tests need it.
pub(crate) struct Postgres {
    server: Managed,
    port: u16,
}

impl Postgres {
    /// Makes a new database cluster and starts its server.
    pub(crate) fn start(run: &Run) -> Result<Self> {
        let user = User::for_server()?;
        let folder = run.folder_for_others("postgres")?;
        if let Some(user) = &user {
            chown(&folder, Some(user.id), Some(user.group))
                .context("giving postgres its folder")?;
        }
        let data = folder.join("data");
        let mut command = as_user(&find_program("initdb")?, user.as_ref());
        command.arg("-D").arg(&data).args(["-U", "postgres", "-A", "trust", "-E", "UTF8"]);
        command.args(["--locale=C.UTF-8", "--data-checksums", "--no-instructions"]);
        command.current_dir(&folder);
        let log = run.folder().join("initdb.log");
        run_to_end(run, &mut command, &log, READY_WITHIN)?.require_success("initdb")?;
        let port = free_port()?;
        let log = run.folder().join("postgres.log");
        let mut server = serve(run, user.as_ref(), &data, port, &log)?;
        // `pg_isready` asks in the protocol itself: an open port is not yet a server.
        let program = find_program("pg_isready")?;
        let ready = server.wait_until(READY_WITHIN, || {
            let mut ask = Command::new(&program);
            ask.args(["-q", "-h", "127.0.0.1", "-U", "postgres", "-p", &port.to_string()]);
            http::answers(port) && ask.status().is_ok_and(|status| status.success())
        });
        ready.with_context(|| fs::read_to_string(&log).unwrap_or_default())?;
        Ok(Self { server, port })
    }

    /// `postgres://…`, as the configuration wants it.
    pub(crate) fn url(&self) -> String {
        format!("postgres://postgres@127.0.0.1:{}/postgres", self.port)
    }

    /// An error when the server has ended.
    pub(crate) fn require_running(&mut self) -> Result<()> {
        self.server.require_running()
    }
}

fn serve(run: &Run, user: Option<&User>, data: &Path, port: u16, log: &Path) -> Result<Managed> {
    let file = File::create(log).context("making PostgreSQL's log")?;
    let twin = file.try_clone().context("sharing PostgreSQL's log")?;
    let mut command = as_user(&find_program("postgres")?, user);
    command.arg("-D").arg(data).args(["-p", &port.to_string()]);
    command.args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]);
    command.args(["-c", "fsync=on", "-c", &format!("max_connections={CONNECTIONS_MAX}")]);
    command.current_dir(data).stdin(Stdio::null()).stdout(file).stderr(twin);
    run.spawn(&mut command, Signal::Interrupt)
}

/// PostgreSQL refuses to run as root; then it runs as the user that Debian's
/// package makes for it.
struct User {
    id: u32,
    group: u32,
}

impl User {
    /// Nobody else's, unless this process is root.
    fn for_server() -> Result<Option<Self>> {
        if !rustix::process::getuid().is_root() {
            return Ok(None);
        }
        let text = fs::read_to_string("/etc/passwd").context("reading /etc/passwd")?;
        let user = find_user(&text, "postgres");
        user.map(Some).context("there is no user postgres: install Debian's package postgresql")
    }
}

fn find_user(passwd: &str, name: &str) -> Option<User> {
    let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
    let mut fields = line.split(':').skip(2);
    Some(User { id: fields.next()?.parse().ok()?, group: fields.next()?.parse().ok()? })
}

fn as_user(program: &Path, user: Option<&User>) -> Command {
    let mut command = Command::new(program);
    if let Some(user) = user {
        command.uid(user.id).gid(user.group);
    }
    command
}

/// One of PostgreSQL's programs: Debian keeps them out of the search path, in
/// a folder for each version; the newest is taken.
pub(crate) fn find_program(name: &str) -> Result<PathBuf> {
    let folders = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let versions = folders.filter_map(|entry| entry.file_name().to_str()?.parse::<u32>().ok());
    let newest = versions.filter(|version| *version >= OLDEST_VERSION).max();
    let packaged =
        newest.map(|version| PathBuf::from(format!("/usr/lib/postgresql/{version}/bin/{name}")));
    if let Some(path) = packaged.filter(|path| path.exists()) {
        return Ok(path);
    }
    let paths = std::env::var_os("PATH").unwrap_or_default();
    let found =
        std::env::split_paths(&paths).map(|path| path.join(name)).find(|path| path.exists());
    let Some(path) = found else {
        bail!(
            "{name} of PostgreSQL {OLDEST_VERSION} or newer is missing: install Debian's package postgresql"
        )
    };
    Ok(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_name() {
        let passwd = "root:x:0:0:root:/:/bin/sh\npostgres:x:102:104:PostgreSQL:/var/lib/postgresql:/bin/bash\n";
        let user = find_user(passwd, "postgres").unwrap();
        assert_eq!((user.id, user.group), (102, 104));
        assert!(find_user(passwd, "post").is_none());
    }
}
