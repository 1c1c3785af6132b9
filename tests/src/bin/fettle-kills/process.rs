//! The processes: started, killed with SIGKILL, started again.

use fettle_core::sync::enrol_link::EnrolLink;
use fettle_tests::kills::Dice;
use std::error::Error;
use std::fs::OpenOptions;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};

/// What is started.
#[derive(Clone, Debug)]
pub struct Binaries {
    pub hub: PathBuf,
    pub phone: PathBuf,
}

/// How one process is started, and the one that runs.
pub struct Process {
    pub name: String,
    folder: PathBuf,
    binary: PathBuf,
    arguments: Vec<String>,
    /// A phone draws again at each start.
    dice: Option<Dice>,
    child: Option<Child>,
    pub kills: u64,
}

impl Process {
    /// Starts it, unless it runs. What it says goes to `NAME.log`.
    ///
    /// # Errors
    /// When it cannot be started.
    pub fn start(&mut self, more: &[String]) -> io::Result<()> {
        if self.child.is_some() {
            return Ok(());
        }
        let log = OpenOptions::new().create(true).append(true).open(self.folder.join(format!("{}.log", self.name)))?;
        let mut command = Command::new(&self.binary);
        command.args(&self.arguments).args(more);
        if let Some(dice) = &mut self.dice {
            command.arg("--seed").arg(dice.draw().to_string());
        }
        let child = command.stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log).spawn()?;
        self.child = Some(child);
        Ok(())
    }
    /// Kills it, if it runs, and waits for its end.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn kill(&mut self) -> io::Result<()> {
        let Some(mut child) = self.child.take() else { return Ok(()) };
        child.kill()?;
        child.wait()?;
        self.kills += 1;
        Ok(())
    }
    /// How it ended by itself, told once; `None` while it runs.
    ///
    /// # Errors
    /// When the system refuses.
    pub fn ended(&mut self) -> io::Result<Option<ExitStatus>> {
        let Some(child) = &mut self.child else { return Ok(None) };
        let status = child.try_wait()?;
        if status.is_some() {
            self.child = None;
        }
        Ok(status)
    }
    /// Whether it runs, as far as was looked.
    pub fn runs(&self) -> bool {
        self.child.is_some()
    }
    /// Asks it to end in order.
    pub fn ask_to_end(&self) -> bool {
        let Some(child) = &self.child else { return false };
        Command::new("kill").arg("-TERM").arg(child.id().to_string()).status().is_ok_and(|status| status.success())
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.kill().ok();
    }
}

/// The hub and the phones.
pub struct Field {
    pub folder: PathBuf,
    /// One process of it, or two on one database.
    pub hubs: Vec<Process>,
    pub phones: Vec<Process>,
}

impl Field {
    /// Starts all.
    ///
    /// # Errors
    /// When one cannot be started.
    pub fn start(
        folder: &Path,
        binaries: &Binaries,
        ports: &[u16],
        address: &str,
        codes: &[String],
        seed: u64,
    ) -> Result<Self, Box<dyn Error>> {
        let text = |path: PathBuf| path.to_string_lossy().into_owned();
        let data = text(folder.join("hub"));
        let hub = |(n, port): (usize, &u16)| Process {
            name: if n == 0 { "hub".into() } else { format!("hub-{n}") },
            folder: folder.to_owned(),
            binary: binaries.hub.clone(),
            arguments: ["serve", "--data", &data, "--port", &port.to_string()].map(str::to_owned).to_vec(),
            dice: None,
            child: None,
            kills: 0,
        };
        let hubs = ports.iter().enumerate().map(hub).collect();
        let mut phones = Vec::new();
        for (n, code) in codes.iter().enumerate() {
            let home = folder.join(format!("phone-{n}"));
            std::fs::create_dir_all(&home)?;
            let link = EnrolLink::new(address, code).map_err(|e| e.code())?.to_string();
            let arguments = [
                ("--home", text(home.join("home"))),
                ("--keys", text(folder.join(format!("keys-{n}")))),
                ("--journal", text(folder.join(format!("journal-{n}")))),
                ("--stop", text(folder.join("stop"))),
                ("--link", link),
            ];
            phones.push(Process {
                name: format!("phone-{n}"),
                folder: folder.to_owned(),
                binary: binaries.phone.clone(),
                arguments: arguments.into_iter().flat_map(|(name, value)| [name.to_owned(), value]).collect(),
                dice: Some(Dice::new(seed.wrapping_add(1 + n as u64))),
                child: None,
                kills: 0,
            });
        }
        let mut field = Self { folder: folder.to_owned(), hubs, phones };
        for hub in &mut field.hubs {
            hub.start(&[])?;
        }
        for phone in &mut field.phones {
            phone.start(&[])?;
        }
        Ok(field)
    }
    /// Kills so far: of phones, of the hub.
    pub fn kills(&self) -> (u64, u64) {
        (self.phones.iter().map(|phone| phone.kills).sum(), self.hubs.iter().map(|hub| hub.kills).sum())
    }
}
