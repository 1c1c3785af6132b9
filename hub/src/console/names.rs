//! What things are called: the names behind the ids that jobs, takes and movements carry. A page reads those that it shows, in one statement.

use super::request::AuthContext;
use crate::access::Viewer;
use crate::error::HubError;
use crate::hub::Hub;
use crate::ledger::{Directory, Ended, Facet, Ledger, Listed};
use chrono_tz::Tz;
use fettle_core::domain::ids::{CentreId, CustomerId, EquipmentId, SiteId};
use fettle_core::domain::people::{Centre, Person, Role, Skill, Skills};
use fettle_core::domain::reach::is_of_the_office;
use fettle_core::domain::sites::zone;
use fettle_core::domain::stream::Stream;
use fettle_core::kernel::fold::time;
use fettle_core::kernel::{Aggregate, PersonId, Subject};
use fettle_core::text::Lang;
use std::collections::HashMap;
use uuid::Uuid;

/// Shown for what is not on file here.
const UNKNOWN: &str = "–";

/// The books of names. Asked only for what somebody may see already.
#[derive(Debug)]
pub(super) struct Names {
    lang: Lang,
    rows: HashMap<Subject, Listed>,
    /// The oldest centre: where the house works.
    house: Option<CentreId>,
}

impl Names {
    /// The names of these, and of the centres, which are few.
    pub(super) async fn of(ledger: &Ledger, lang: Lang, mut subjects: Vec<Subject>) -> Result<Self, HubError> {
        let mut centres = ledger.centres().await?;
        centres.sort();
        subjects.extend(centres.iter().map(|id| Subject::from(*id)));
        Ok(Self { lang, rows: ledger.names(subjects).await?, house: centres.first().copied() })
    }
    fn called(&self, subject: &Subject) -> String {
        self.rows.get(subject).map_or(UNKNOWN, |row| row.called(self.lang)).to_owned()
    }
    /// A person's name; none for who is not on file.
    pub(super) fn known_person(&self, id: PersonId) -> Option<String> {
        self.rows.get(&id.into()).map(|row| row.called(self.lang).to_owned())
    }
    /// A person's name.
    pub(super) fn person(&self, id: PersonId) -> String {
        self.called(&id.into())
    }
    /// Several persons' names, with commas.
    pub(super) fn persons(&self, ids: &[PersonId]) -> String {
        let comma = if self.lang == Lang::Zh { "、" } else { ", " };
        ids.iter().map(|id| self.person(*id)).collect::<Vec<_>>().join(comma)
    }
    /// Whose centre it is.
    pub(super) fn centre_of(&self, id: PersonId) -> Option<CentreId> {
        self.rows.get(&id.into()).and_then(|row| row.centre)
    }
    /// A centre's name.
    pub(super) fn centre(&self, id: CentreId) -> String {
        self.called(&id.into())
    }
    /// A customer's name.
    pub(super) fn customer(&self, id: CustomerId) -> String {
        self.called(&id.into())
    }
    /// A site's name.
    pub(super) fn site(&self, id: SiteId) -> String {
        self.called(&id.into())
    }
    /// A machine's name with its serial number: a site may have many of one name.
    pub(super) fn machine(&self, id: EquipmentId) -> String {
        let Some(row) = self.rows.get(&id.into()) else { return UNKNOWN.to_owned() };
        let called = row.called(self.lang);
        if called == row.code { called.to_owned() } else { format!("{called} {}", row.code).trim().to_owned() }
    }
    /// A site's time zone.
    pub(super) fn zone_of(&self, id: SiteId) -> Tz {
        zone(self.rows.get(&id.into()).map_or("", |row| &row.zone))
    }
    /// The time zone of a centre, or of any where there is none: where the house works.
    pub(super) fn house_zone(&self, centre: Option<CentreId>) -> Tz {
        let of = |id: CentreId| self.rows.get(&id.into());
        zone(centre.and_then(of).or(self.house.and_then(of)).map_or("", |centre| &centre.zone))
    }
}

/// What people are able and licensed to do as of today, in a line each: of those whom the reader's office plans for.
pub(super) async fn skills_of(
    auth: &AuthContext,
    people: &[(PersonId, Person)],
) -> Result<HashMap<PersonId, String>, HubError> {
    skills_seen(auth.hub(), &auth.viewer, auth.lang(), people).await
}

/// The same for a viewer.
pub(super) async fn skills_seen(
    hub: &Hub,
    viewer: &Viewer,
    lang: Lang,
    people: &[(PersonId, Person)],
) -> Result<HashMap<PersonId, String>, HubError> {
    if !is_of_the_office(&viewer.person) {
        return Ok(HashMap::new());
    }
    let office = |person: &Person| Stream::Office(person.centre.map(CentreId::uuid));
    let seen = people.iter().filter(|(_, person)| viewer.reach.has(&office(person))).map(|(id, _)| id.uuid());
    let today = time(hub.clock.now_ms()).with_timezone(&zone("")).date_naive();
    let comma = if lang == Lang::Zh { "、" } else { ", " };
    let line = |skills: &Skills| {
        let valid = skills.all.values().filter(|skill| skill.is_valid(today)).map(Skill::called);
        valid.collect::<Vec<_>>().join(comma)
    };
    let all = hub.ledger.several::<Skills>(seen.collect()).await?;
    Ok(all.into_iter().map(|(id, folded)| (PersonId::new(id), line(&folded.state))).collect())
}

/// The zone of the reader's centre; of head office, that of the oldest centre.
pub(super) async fn zone_of(auth: &AuthContext) -> Result<Tz, HubError> {
    let ledger = &auth.hub().ledger;
    let own = match auth.viewer.person.centre {
        Some(centre) => ledger.get::<Centre>(centre.uuid()).await?.map(|centre| centre.state),
        None => ledger.some::<Centre>(None, 1).await?.into_iter().next().map(|(_, centre)| centre.state),
    };
    Ok(zone(&own.unwrap_or_default().zone))
}

/// Every id that stands in a text.
pub(super) fn ids_in(text: &str) -> impl Iterator<Item = Uuid> {
    text.split(|c: char| !(c.is_ascii_hexdigit() || c == '-'))
        .filter(|word| word.len() == 36)
        .filter_map(|word| word.parse().ok())
}

/// People that what was typed into a filter may mean at most.
const NAMESAKES: usize = 500;

/// Who is meant by what was typed into a filter, and whether more people are than these; everyone for nothing. Those who left are among them.
pub(super) async fn people_called(auth: &AuthContext, typed: &str) -> Result<(Option<Vec<PersonId>>, bool), HubError> {
    if typed.is_empty() {
        return Ok((None, false));
    }
    let mut found = auth.hub().ledger.search(&auth.viewer.reach, typed, &[Person::KIND], NAMESAKES + 1).await?;
    let cut = found.len() > NAMESAKES;
    found.truncate(NAMESAKES);
    Ok((Some(found.into_iter().map(|one| one.subject.id().into()).collect()), cut))
}

/// So many people are looked at before those at work are taken of them.
const LOOKED_AT: usize = 100;

/// People who answer what was typed so far, of the centres that the reader reaches and of head office, at most `most`: those at work first, who left
/// behind them. The hub itself is nobody.
pub(super) async fn people_like(auth: &AuthContext, typed: &str, most: usize) -> Result<Vec<Listed>, HubError> {
    let ledger = &auth.hub().ledger;
    let found = ledger.search_people(&auth.viewer.reach, typed, LOOKED_AT).await?;
    let mut rows = ledger.names(found.clone()).await?;
    let mut people: Vec<Listed> = found.iter().filter_map(|subject| rows.remove(subject)).collect();
    people.retain(|one| one.subject.id() != ledger.system().uuid());
    people.sort_by_key(|one| one.ended);
    people.truncate(most);
    Ok(people)
}

/// The roles that work in the field.
pub(super) const FIELD: [Role; 3] = [Role::Engineer, Role::Maintainer, Role::Integrator];

/// The first people that work in the field, of one centre or of all within reach, by name: at most `most` of them.
pub(super) async fn first_in_the_field(
    auth: &AuthContext,
    centre: Option<CentreId>,
    most: usize,
) -> Result<Vec<PersonId>, HubError> {
    let (lang, mut rows) = (auth.lang(), Vec::new());
    for role in FIELD {
        let asks = Directory {
            kind: Person::KIND,
            reach: &auth.viewer.reach,
            lang,
            words: "",
            owner: None,
            facet: Facet::people(Some(role), centre.map(Some)),
            ended: Ended::Without,
            today: time(auth.hub().clock.now_ms()).date_naive(),
        };
        rows.extend(auth.hub().ledger.directory(&asks, None, most).await?.rows);
    }
    rows.sort_by(|one, other| (one.sort(lang), &one.subject).cmp(&(other.sort(lang), &other.subject)));
    rows.dedup_by(|one, other| one.subject == other.subject);
    rows.truncate(most);
    Ok(rows.into_iter().map(|row| row.subject.id().into()).collect())
}
