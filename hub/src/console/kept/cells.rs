//! What stands in the columns of lists of the directory. What the rows do not hold is drawn from the states of the items of a page, read together:
//! never from a whole kind.

use crate::access;
use crate::console::kit::Cell;
use crate::console::names::skills_seen;
use crate::console::words;
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::{By, Listed};
use chrono::NaiveDate;
use chrono_tz::Tz;
use fettle_core::domain::parts::{Card, Place};
use fettle_core::domain::people::{Centre, Person};
use fettle_core::domain::said::sla_args;
use fettle_core::domain::sites::{Contract, Customer, Equipment, Site};
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, PersonId, Subject};
use fettle_core::text::{Lang, code_text, text, text_with};
use std::collections::HashMap;
use std::sync::Arc;
use uuid::Uuid;

/// What stands in a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(in crate::console) enum What {
    /// What it is called.
    Name,
    /// Its number.
    Code,
    /// What it belongs to.
    Owner,
    /// What its owner belongs to: the customer of a machine's site.
    OwnersOwner,
    /// The centre that it names.
    Centre,
    /// Its last day.
    Until,
    /// The class of a part or a machine, the kind of a place.
    Sort,
    /// The part number of a machine.
    PartNumber,
    /// The last day of a machine's warranty.
    Warranty,
    /// The address of a site.
    Address,
    /// Who is asked for at a site.
    Contact,
    /// The telephone number of that contact.
    Phone,
    /// The industry of a customer.
    Industry,
    /// What a contract promises for each level.
    Promises,
    /// The region of a centre.
    Region,
    /// The time zone of a centre.
    Zone,
    /// The roles of a person.
    Roles,
    /// What a person is able and licensed to do, as far as the reader plans for the person.
    Skills,
    /// The login name of a person.
    Login,
    /// The language that a person reads.
    Language,
    /// When it was last written about.
    Changed,
    /// Whether it is over.
    State,
}

impl What {
    /// By what a list stands in the order of this column, and what an address calls that.
    pub(super) fn order(self) -> Option<(&'static str, By)> {
        match self {
            Self::Name => Some(("name", By::Name)),
            Self::Code => Some(("code", By::Code)),
            Self::Until | Self::Warranty => Some(("until", By::Until)),
            Self::Changed => Some(("changed", By::Changed)),
            _ => None,
        }
    }
}

/// What is said of something that is over; empty for what is not.
pub(super) fn chip_of(lang: Lang, one: &Listed, today: NaiveDate) -> (String, &'static str) {
    // keys!: kept-over-*
    if one.is_over(today) {
        (text(lang, &format!("kept-over-{}", one.subject.kind())), "")
    } else {
        (String::new(), "")
    }
}

/// Who reads a list, in which language, on which day and in which time zone.
pub(super) struct Reader {
    pub hub: Arc<Hub>,
    pub viewer: access::Viewer,
    pub lang: Lang,
    pub today: NaiveDate,
    pub zone: Tz,
}

/// What the columns say of the items of a page.
pub(super) struct Said {
    names: HashMap<Subject, Listed>,
    cells: HashMap<(Uuid, What), String>,
}

fn day(day: Option<NaiveDate>) -> String {
    day.map(|day| day.to_string()).unwrap_or_default()
}

impl Reader {
    fn code(&self, family: &str, code: &str) -> String {
        code_text(self.lang, family, code)
    }

    /// What columns of these say of the rows of a page.
    pub(super) async fn said(&self, rows: &[Listed], columns: &[(&'static str, What)]) -> Result<Said, HubError> {
        let asked = |what: What| columns.iter().any(|(_, column)| *column == what);
        let ledger = &self.hub.ledger;
        let named = rows.iter().flat_map(|one| one.owner.clone().into_iter().chain(one.centre.map(Subject::from)));
        let mut names = ledger.names(named.collect()).await?;
        if asked(What::OwnersOwner) {
            let above = |one: &Listed| names.get(one.owner.as_ref()?)?.owner.clone();
            let above: Vec<Subject> = rows.iter().filter_map(above).collect();
            names.extend(ledger.names(above).await?);
        }
        let mut cells = HashMap::new();
        let ids: Vec<Uuid> = rows.iter().map(|one| one.subject.id()).collect();
        match rows.first().map(|one| one.subject.kind()).unwrap_or_default() {
            Customer::KIND => {
                for (id, found) in ledger.several::<Customer>(ids).await? {
                    cells.insert((id, What::Industry), found.state.industry);
                }
            }
            Site::KIND => {
                for (id, found) in ledger.several::<Site>(ids).await? {
                    if let Some(contact) = found.state.contacts.values().next() {
                        let phone = contact.phone.as_ref().map(ToString::to_string).unwrap_or_default();
                        cells.insert((id, What::Contact), contact.name.clone());
                        cells.insert((id, What::Phone), phone);
                    }
                    cells.insert((id, What::Address), found.state.address);
                }
            }
            Contract::KIND => {
                for (id, found) in ledger.several::<Contract>(ids).await? {
                    let sla = |(level, sla)| text_with(self.lang, "sites-said-promise", &sla_args(level, sla));
                    let all: Vec<String> = found.state.promises.into_iter().map(sla).collect();
                    cells.insert((id, What::Promises), all.join(" · "));
                }
            }
            Equipment::KIND => {
                for (id, found) in ledger.several::<Equipment>(ids).await? {
                    cells.insert((id, What::Sort), found.state.class);
                    cells.insert((id, What::PartNumber), found.state.pn);
                    cells.insert((id, What::Warranty), day(found.state.warranty_end));
                    // Without a serial number its row has the part number in its place.
                    cells.insert((id, What::Code), found.state.sn);
                }
            }
            Card::KIND => {
                for (id, found) in ledger.several::<Card>(ids).await? {
                    let class = found.state.class().map(|class| self.code("parts-class-", class.code()));
                    cells.insert((id, What::Sort), class.unwrap_or_default());
                }
            }
            Place::KIND => {
                for (id, found) in ledger.several::<Place>(ids).await? {
                    let kind = found.state.kind().map(|kind| self.code("parts-place-", kind.code()));
                    cells.insert((id, What::Sort), kind.unwrap_or_default());
                }
            }
            Centre::KIND => {
                for (id, found) in ledger.several::<Centre>(ids).await? {
                    cells.insert((id, What::Region), found.state.region);
                    cells.insert((id, What::Zone), found.state.zone);
                }
            }
            Person::KIND => cells = self.people(ids, asked(What::Login)).await?,
            _ => {}
        }
        Ok(Said { names, cells })
    }

    async fn people(&self, ids: Vec<Uuid>, logins: bool) -> Result<HashMap<(Uuid, What), String>, HubError> {
        let mut cells = HashMap::new();
        let mut people = Vec::with_capacity(ids.len());
        for (id, person) in self.hub.ledger.several::<Person>(ids.clone()).await? {
            let person = person.state;
            let roles: Vec<String> = person.roles.iter().map(|role| self.code("people-role-", role.code())).collect();
            cells.insert((id, What::Roles), roles.join(&text(self.lang, "screen-list-comma")));
            cells.insert((id, What::Language), self.code("papers-language-", person.language.tag()));
            if person.centre.is_none() {
                cells.insert((id, What::Centre), text(self.lang, "people-head-office"));
            }
            people.push((PersonId::new(id), person));
        }
        let skills = skills_seen(&self.hub, &self.viewer, self.lang, &people).await?;
        cells.extend(skills.into_iter().map(|(id, skills)| ((id.uuid(), What::Skills), skills)));
        if logins {
            let people: Vec<PersonId> = ids.into_iter().map(PersonId::new).collect();
            let logins = self.hub.accounts.logins_of(&people).await?;
            cells.extend(logins.into_iter().map(|(id, login)| ((id.uuid(), What::Login), login)));
        }
        Ok(cells)
    }

    /// What stands in a column of a row.
    pub(super) fn cell(&self, what: What, one: &Listed, said: &Said) -> Cell {
        if let Some(said) = said.cells.get(&(one.subject.id(), what)) {
            return Cell::Text(said.clone());
        }
        let called = |subject: &Subject| said.names.get(subject).map(|one| one.called(self.lang).to_owned());
        let owners_owner = || called(said.names.get(one.owner.as_ref()?)?.owner.as_ref()?);
        Cell::Text(match what {
            What::Name => one.called(self.lang).to_owned(),
            What::Code => one.code.clone(),
            What::Owner => one.owner.as_ref().and_then(called).unwrap_or_default(),
            What::OwnersOwner => owners_owner().unwrap_or_default(),
            What::Centre => one.centre.and_then(|centre| called(&centre.into())).unwrap_or_default(),
            What::Until => day(one.until),
            What::Changed => words::minute(time(one.changed), self.zone),
            What::State => {
                let (text, tone) = chip_of(self.lang, one, self.today);
                return Cell::Chip(text, tone);
            }
            What::Sort
            | What::PartNumber
            | What::Warranty
            | What::Address
            | What::Contact
            | What::Phone
            | What::Industry
            | What::Promises
            | What::Region
            | What::Zone
            | What::Roles
            | What::Skills
            | What::Login
            | What::Language => String::new(),
        })
    }
}
