//! A PostgreSQL of our own: found on the machine, started in a folder of its own, gone when the tests are.

use std::collections::BTreeSet;
use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::os::unix::fs::chown;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use serde_json::Value;

/// Names a folder of PostgreSQL's programs, where they lie in none of the usual places.
const FOLDER_VARIABLE: &str = "GONOGO_POSTGRES";
/// Makes a missing PostgreSQL a failure: set where it is known to be there.
const REQUIRED_VARIABLE: &str = "GONOGO_REQUIRE_POSTGRES";
/// Where distributions put one folder a version.
const VERSIONED: [&str; 2] = ["/usr/lib/postgresql", "/usr/local/opt"];
/// The program that cannot be missing.
const SERVER: &str = "postgres";
/// Accounts that a server may run as: it refuses to run as root.
const ACCOUNTS: [&str; 2] = ["postgres", "nobody"];
/// The oldest version whose catalogue has all that is compared.
const OLDEST: u32 = 15;

/// A running server.
#[derive(Debug)]
pub(crate) struct Server {
    /// The folder of its socket.
    pub(crate) folder: PathBuf,
    /// The folder of its programs.
    programs: PathBuf,
    /// Held by the test whose turn it is.
    turn: Mutex<()>,
    /// Roles of the platform.
    roles: BTreeSet<String>,
    /// Ends the server when its input does, which is when this process does.
    _keeper: Child,
}

/// The one server of this process, with the platform in the database `platform`; `None` where PostgreSQL
/// is not installed, which is said.
pub(crate) fn server() -> Option<&'static Server> {
    static ONE: OnceLock<Option<Server>> = OnceLock::new();
    ONE.get_or_init(|| {
        let Some(programs) = programs() else {
            let missing = format!(
                "no PostgreSQL {OLDEST} or later found; {FOLDER_VARIABLE} may name the folder of its programs"
            );
            assert!(env::var_os(REQUIRED_VARIABLE).is_none(), "{missing}");
            // Past the test harness, which keeps what a passing test prints to itself.
            let _ = writeln!(std::io::stderr(), "\n!! NOT COMPARED with a real server: {missing}\n");
            return None;
        };
        let mut server = Server::start(programs);
        server.create_platform();
        Some(server)
    })
    .as_ref()
}

/// Folders that may hold the programs, the one asked for alone, or the newest version first.
fn programs() -> Option<PathBuf> {
    if let Some(folder) = env::var_os(FOLDER_VARIABLE) {
        return Some(PathBuf::from(folder));
    }
    let mut versions: Vec<(u32, PathBuf)> = Vec::new();
    for entry in VERSIONED.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().flatten() {
        let name = entry.file_name().to_string_lossy().into_owned();
        let version = name.trim_start_matches("postgresql@").parse();
        versions.extend(version.map(|version| (version, entry.path().join("bin"))));
    }
    versions.sort();
    let listed =
        versions.into_iter().rev().filter(|(version, _)| *version >= OLDEST).map(|(_, folder)| folder);
    let path = env::var_os("PATH").unwrap_or_default();
    let on_path = env::split_paths(&path).filter_map(|folder| {
        let server = fs::canonicalize(folder.join(SERVER)).ok()?;
        Some(server.parent()?.to_path_buf())
    });
    let needed = [SERVER, "initdb", "pg_config", "psql"];
    listed.chain(on_path).find(|folder| needed.iter().all(|program| folder.join(program).is_file()))
}

/// The account to run as, where this process is root.
fn account() -> Option<(u32, u32)> {
    let probe = tempfile::tempfile().expect("a temporary file");
    if std::os::unix::fs::MetadataExt::uid(&probe.metadata().expect("its metadata")) != 0 {
        return None;
    }
    let accounts = fs::read_to_string("/etc/passwd").expect("a list of accounts");
    let entry = |name: &str| {
        let line = accounts.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut numbers = line.split(':').skip(2).map_while(|field| field.parse().ok());
        Some((numbers.next()?, numbers.next()?))
    };
    Some(ACCOUNTS.into_iter().find_map(entry).expect("an account without privileges"))
}

impl Server {
    fn start(programs: PathBuf) -> Self {
        // A socket's path is short: the system's folder for temporary files may not be.
        let folder =
            tempfile::Builder::new().prefix("gonogo-postgres-").tempdir_in("/tmp").expect("a folder");
        // The keeper removes it, also where this process is killed.
        let folder = folder.keep();
        let root = Path::new(env!("CARGO_MANIFEST_DIR"));
        fs::create_dir(folder.join("extensions")).expect("a folder");
        for entry in fs::read_dir(root.join("tests/postgres/extensions")).expect("stand-ins").flatten() {
            fs::copy(entry.path(), folder.join("extensions").join(entry.file_name())).expect("copied");
        }
        let script = folder.join("server.sh");
        fs::copy(root.join("tests/postgres/server.sh"), &script).expect("copied");
        let mut keeper = Command::new("sh");
        keeper.arg(&script).arg(&programs).arg(&folder).arg(folder.join("extensions"));
        if let Some((user, group)) = account() {
            for path in [folder.clone(), folder.join("extensions")] {
                chown(path, Some(user), Some(group)).expect("given away");
            }
            keeper.uid(user).gid(group);
        }
        keeper.current_dir(&folder).stdin(Stdio::piped()).stdout(Stdio::piped());
        let mut keeper = keeper.spawn().expect("a shell");
        let mut said = String::new();
        let stdout = keeper.stdout.take().expect("its output is piped");
        BufReader::new(stdout).read_line(&mut said).expect("it says how it went");
        assert_eq!(said.trim(), "ready", "the server did not start; its log is above");
        Self { folder, programs, turn: Mutex::default(), roles: BTreeSet::new(), _keeper: keeper }
    }

    /// The client, ready to talk to that database.
    pub(crate) fn psql(&self, database: &str) -> Command {
        let mut psql = Command::new(self.programs.join("psql"));
        psql.args(["-XqAt", "-v", "VERBOSITY=sqlstate", "-U", "postgres", "-d", database, "-h"]);
        psql.arg(&self.folder).env("PGOPTIONS", "-c client_min_messages=error");
        psql
    }

    fn create_platform(&mut self) {
        self.execute("postgres", &["-c", "create database platform"]);
        let platform = concat!(env!("CARGO_MANIFEST_DIR"), "/src/project/schema/platform.sql");
        self.execute("platform", &["-v", "VERBOSITY=default", "-v", "ON_ERROR_STOP=1", "-f", platform]);
        let roles = self.execute("postgres", &["-c", "select rolname from pg_roles"]);
        self.roles = roles.lines().map(str::to_owned).collect();
    }

    /// Runs the client to its end; what it wrote.
    pub(crate) fn execute(&self, database: &str, arguments: &[&str]) -> String {
        let output = self.psql(database).args(arguments).output().expect("a client");
        let error = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{arguments:?}: {error}");
        String::from_utf8(output.stdout).expect("UTF-8")
    }

    /// Waits for the other tests: databases are apart, roles are not.
    pub(crate) fn turn(&self) -> MutexGuard<'_, ()> {
        self.turn.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Drops a database and the roles that its migrations made, which all databases share.
    pub(crate) fn forget(&self, database: &str, catalog: &Value) {
        self.execute("postgres", &["-c", &format!("drop database {database} with (force)")]);
        for role in catalog["roles"].as_array().into_iter().flatten() {
            let name = role["name"].as_str().expect("a name");
            if !self.roles.contains(name) {
                self.execute("postgres", &["-c", &format!("drop role \"{name}\"")]);
            }
        }
    }
}
