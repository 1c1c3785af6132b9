//! The demo: a sample company, a hub on loopback, several phone cores over real HTTP, three months in seconds.
//!
//! Phones are driven through their screens as a shell would: only what a screen offers is tapped. The desk, the manager and the store keeper
//! work through the domain's commands, as the console does. Clocks are injected. No rule lives here.

mod camera;
mod company;
mod desk;
mod error;
mod hand;
mod phone;
mod play;
mod story;

use crate::data::Place;
use error::DemoError;

use crate::clock::Clock;
use crate::error::{Fault, HubError};
use crate::front::{Front, LinkParts};
use crate::hub::{Hub, Options};
use crate::{papers, server};
use camera::Camera;
use company::Company;
use fettle_core::domain::ids::JobId;
use fettle_core::domain::jobs::sheet::SheetLanguage;
use fettle_core::domain::jobs::{CauseLine, Job, JobSummary, cause_table};
use fettle_core::text::{Lang, text};
use fettle_papers::Warning;
use hand::Hand;
use phone::Phone;
use std::collections::BTreeMap;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use story::Story;
use tokio::net::TcpListener;

/// How the demo runs.
#[derive(Debug, Clone)]
pub struct Demo {
    /// Its folder: `hub/`, `phones/`, `papers/`. What an earlier demo left there is played on, not played again.
    pub folder: PathBuf,
    /// Port of the hub; 0 takes a free one.
    pub port: u16,
    /// Folder of fonts for its papers; none: `hub/fonts`, if it is there.
    pub fonts: Option<PathBuf>,
}

/// What the demo made.
#[derive(Debug)]
pub struct Played {
    /// The hub, which goes on serving until it is stopped.
    pub hub: Arc<Hub>,
    /// Its address.
    pub address: String,
    /// The table of causes.
    pub causes: Vec<CauseLine>,
    /// The papers, in the order of the jobs.
    pub papers: Vec<PathBuf>,
    /// What they could not print: number of the job, and the warning.
    pub warnings: Vec<(String, Warning)>,
    /// Password of every account of the sample company.
    pub password: String,
    /// The server, ended by [`Hub::stop`].
    pub serving: tokio::task::JoinHandle<Result<(), crate::error::HubError>>,
}

/// Plays the demo. `progress` is told one line at a time.
///
/// # Errors
/// [`DemoError`]: the demo plays on real parts, and a refusal of any of them ends it.
pub async fn play(demo: &Demo, progress: &mut dyn FnMut(&str)) -> Result<Played, DemoError> {
    let story = Story::shipped()?;
    let hand = Hand::new(story.begins()?);
    if ["hub.db", "backup.json"].iter().any(|name| demo.folder.join(name).exists()) {
        let fault = Fault::bad("demo_on_hub").with("folder", demo.folder.display());
        return Err(HubError::from(fault).into());
    }
    std::fs::create_dir_all(&demo.folder)?;
    let data = demo.folder.join("hub");
    let known = Place::is_made(&data);
    let clock = if known { Clock::system() } else { hand.hub_clock() };
    let hub = Hub::open(Options::new(data, clock).named(Some("Fettle Demo".to_owned()))).await?;
    hub.add_fonts(demo.fonts.as_deref()).await?;
    let listener = TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, demo.port))).await?;
    let address = format!("http://{}", listener.local_addr()?);
    let link = LinkParts { address: Some(address.clone()), ..LinkParts::default() };
    hub.set_front(Front { link, ..Front::default() }).await?;
    let serving = tokio::spawn(server::serve(Arc::clone(&hub), listener));
    let password = "fettle-demo".to_owned();
    if !known {
        let company = Company::settle(&hub, &password).await?;
        progress(&format!("{}: {address}", text(Lang::En, "demo-company")));
        let mut phones: BTreeMap<String, Phone> = BTreeMap::new();
        let mut camera = Camera::new(&company, &story)?;
        for (number, fault) in story.fault.iter().enumerate() {
            if !phones.contains_key(&fault.engineer) {
                let phone =
                    Phone::enrol(&hub, &company, &fault.engineer, &demo.folder, &address, &hand, phones.len()).await?;
                phones.insert(fault.engineer.clone(), phone);
            }
            if let Some(phone) = phones.get(&fault.engineer) {
                let number_of_job = play::fault(&hub, &company, phone, (number, fault), &mut camera, &hand).await?;
                progress(&format!(
                    "{:>2}/{}  {}  {:<8} {:<6} {}",
                    number + 1,
                    story.fault.len(),
                    &fault.reported[..10],
                    number_of_job,
                    fault.engineer,
                    fault.symptom_en
                ));
            }
        }
        hand.let_go();
    }
    let (causes, papers, warnings) = results(&hub, &demo.folder, &address).await?;
    Ok(Played { hub, address, causes, papers, warnings, password, serving })
}

/// The table of causes, the papers, and what they could not print.
type Results = (Vec<CauseLine>, Vec<PathBuf>, Vec<(String, Warning)>);

/// The table of causes, and a paper for every signed sheet, written beside the data.
async fn results(hub: &Arc<Hub>, folder: &Path, address: &str) -> Result<Results, DemoError> {
    let folder = folder.join("papers");
    std::fs::create_dir_all(&folder)?;
    let mut summaries: Vec<JobSummary> = Vec::new();
    let mut written = Vec::new();
    let mut drawn = Vec::new();
    for (id, folded) in hub.ledger.all::<Job>().await? {
        let job = folded.state;
        summaries.extend(JobSummary::of(&job));
        if job.current_sheet().is_some() {
            let (hub, address) = (Arc::clone(hub), address.to_owned());
            // Each on its own task: a page is work for one core.
            let paper = tokio::spawn(async move {
                papers::service_report(
                    &hub,
                    JobId::new(id),
                    papers::Printing::customers(SheetLanguage::Both, Some(&address)),
                )
                .await
            });
            drawn.push((job.number().to_owned(), paper));
        }
    }
    let mut warnings = Vec::new();
    for (number, paper) in drawn {
        let paper = paper.await.map_err(|e| DemoError::Story(e.to_string()))??;
        let path = folder.join(format!("{number}.pdf"));
        std::fs::write(&path, paper.pdf)?;
        written.push(path);
        warnings.extend(paper.warnings.into_iter().map(|warning| (number.clone(), warning)));
    }
    Ok((cause_table(&summaries), written, warnings))
}
