//! An act on many records of one list, whichever list it is. What each act is, who may do it and how it is taken back is the domain's.

use fettle_core::domain::jobs::Job;
use fettle_core::domain::jobs::commands::ManyAct;
use fettle_core::domain::parts::{Card, ManyCards};
use fettle_core::domain::people::{Actor, ManyPeople, Person};
use fettle_core::domain::sites::{
    Contract, Customer, Equipment, ManyContracts, ManyCustomers, ManyEquipment, ManySites, Site,
};
use fettle_core::kernel::Aggregate;
use serde::{Deserialize, Serialize};

/// A list whose records can be acted on in one go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum List {
    Jobs,
    Customers,
    Sites,
    Contracts,
    Equipment,
    Cards,
    People,
}

impl List {
    pub(crate) const ALL: [Self; 7] =
        [Self::Jobs, Self::Customers, Self::Sites, Self::Contracts, Self::Equipment, Self::Cards, Self::People];

    /// What its address is called, and the section of the navigation.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Jobs => "jobs",
            Self::Customers => "customers",
            Self::Sites => "sites",
            Self::Contracts => "contracts",
            Self::Equipment => "equipment",
            Self::Cards => "cards",
            Self::People => "people",
        }
    }
    /// The kind of its records.
    pub(crate) const fn kind(self) -> &'static str {
        match self {
            Self::Jobs => Job::KIND,
            Self::Customers => Customer::KIND,
            Self::Sites => Site::KIND,
            Self::Contracts => Contract::KIND,
            Self::Equipment => Equipment::KIND,
            Self::Cards => Card::KIND,
            Self::People => Person::KIND,
        }
    }
    pub(crate) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.name() == name)
    }
    pub(crate) fn of_kind(kind: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|list| list.kind() == kind)
    }
    /// The codes of its acts, in the order in which they are offered.
    pub(crate) fn codes(self) -> &'static [&'static str] {
        match self {
            Self::Jobs => &ManyAct::CODES,
            Self::Customers => &ManyCustomers::CODES,
            Self::Sites => &ManySites::CODES,
            Self::Contracts => &ManyContracts::CODES,
            Self::Equipment => &ManyEquipment::CODES,
            Self::Cards => &ManyCards::CODES,
            Self::People => &ManyPeople::CODES,
        }
    }
    /// Whether `actor` may do the act of this code.
    pub(crate) fn may(self, code: &str, actor: &Actor) -> bool {
        match self {
            Self::Jobs => ManyAct::needs(code).is_some_and(|event| actor.may(event)),
            Self::Customers => ManyCustomers::may(code, actor),
            Self::Sites => ManySites::may(code, actor),
            Self::Contracts => ManyContracts::may(code, actor),
            Self::Equipment => ManyEquipment::may(code, actor),
            Self::Cards => ManyCards::may(code, actor),
            Self::People => ManyPeople::may(code, actor),
        }
    }
}

/// An act. As it is stored it says by its code of which list it is: no two lists have an act of the same code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Act {
    Jobs(ManyAct),
    Customers(ManyCustomers),
    Sites(ManySites),
    Contracts(ManyContracts),
    Equipment(ManyEquipment),
    Cards(ManyCards),
    People(ManyPeople),
}

impl Act {
    pub(crate) const fn list(&self) -> List {
        match self {
            Self::Jobs(_) => List::Jobs,
            Self::Customers(_) => List::Customers,
            Self::Sites(_) => List::Sites,
            Self::Contracts(_) => List::Contracts,
            Self::Equipment(_) => List::Equipment,
            Self::Cards(_) => List::Cards,
            Self::People(_) => List::People,
        }
    }
    pub(crate) fn code(&self) -> &'static str {
        match self {
            Self::Jobs(act) => act.code(),
            Self::Customers(act) => act.code(),
            Self::Sites(act) => act.code(),
            Self::Contracts(act) => act.code(),
            Self::Equipment(act) => act.code(),
            Self::Cards(act) => act.code(),
            Self::People(act) => act.code(),
        }
    }
    /// Whether it can be taken back at all.
    pub(crate) fn has_a_way_back(&self) -> bool {
        match self {
            Self::Jobs(act) => act.has_a_way_back(),
            _ => true,
        }
    }
    /// Whether it takes something away, or ends it.
    pub(crate) fn takes_away(&self) -> bool {
        match self {
            Self::Jobs(act) => matches!(act, ManyAct::Cancel { .. } | ManyAct::Close),
            Self::Contracts(act) => matches!(act, ManyContracts::ContractEnd { .. }),
            Self::Equipment(act) => matches!(act, ManyEquipment::MachineRetire { .. }),
            Self::Customers(_) | Self::Sites(_) | Self::Cards(_) | Self::People(_) => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_code_of_an_act_says_of_which_list_it_is() {
        let codes: Vec<&str> = List::ALL.into_iter().flat_map(List::codes).copied().collect();
        assert_eq!(codes.iter().collect::<BTreeSet<_>>().len(), codes.len(), "each once");
        let acts = [
            Act::Jobs(ManyAct::Resume),
            Act::Customers(ManyCustomers::CustomerCentre { to: None }),
            Act::Contracts(ManyContracts::ContractMonths { months: 12 }),
            Act::Equipment(ManyEquipment::MachineRetire { reason: "old".into() }),
            Act::Cards(ManyCards::CardReorder { at: 5_000 }),
            Act::People(ManyPeople::PersonCentre { to: None }),
        ];
        for act in acts {
            let stored = serde_json::to_string(&act).expect("written");
            assert_eq!(serde_json::from_str::<Act>(&stored).expect("read"), act, "{stored}");
            assert!(stored.starts_with(&format!("{{\"act\":\"{}\"", act.code())), "{stored}");
            assert!(act.list().codes().contains(&act.code()));
        }
    }
}
