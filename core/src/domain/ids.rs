//! The ids of every aggregate, here together so that a context can name another's things without depending on it.

use crate::id_type;

id_type! {
    /// A service centre.
    CentreId
}
id_type! {
    /// A skill or a certificate of a person; not an aggregate, part of what the person is able and licensed to do.
    SkillId
}
id_type! {
    /// A customer.
    CustomerId
}
id_type! {
    /// A site of a customer.
    SiteId
}
id_type! {
    /// A person at a site; not an aggregate, part of the site.
    ContactId
}
id_type! {
    /// A contract.
    ContractId
}
id_type! {
    /// A piece of equipment.
    EquipmentId
}
id_type! {
    /// A job.
    JobId
}
id_type! {
    /// A version of a checklist.
    ChecklistId
}
id_type! {
    /// One filling of a checklist.
    CheckId
}
id_type! {
    /// A part's card.
    CardId
}
id_type! {
    /// A place where parts are.
    PlaceId
}
id_type! {
    /// A movement of parts.
    MovementId
}
id_type! {
    /// A stocktake: one count of one place.
    StocktakeId
}
id_type! {
    /// A take: the slip and the debts that it opens.
    TakeId
}
