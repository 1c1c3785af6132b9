//! The codes on a sheet. Their texts are in the catalogue (`papers.ftl`), never here.

use crate::domain::codes::codes;

codes! {
    /// The language or languages of a sheet.
    SheetLanguage {
        /// Simplified Chinese.
        Chinese = "zh-CN",
        /// English.
        English = "en",
        /// Both, side by side.
        Both = "both",
    }
}

codes! {
    /// The six kinds of job (E1).
    JobKind {
        /// Goods check before shipping.
        GoodsCheck = "goods_check",
        /// Installation.
        Installation = "installation",
        /// Repair.
        Repair = "repair",
        /// Inspection or patrol.
        Inspection = "inspection",
        /// Consulting.
        Consulting = "consulting",
        /// Training.
        Training = "training",
    }
}

codes! {
    /// How a contact reached the desk (B4).
    Channel {
        /// Telephone.
        Phone = "phone",
        /// The customer's page.
        Web = "web",
        /// E-mail or letter.
        Mail = "mail",
        /// Fax.
        Fax = "fax",
        /// A messenger.
        Chat = "chat",
    }
}

codes! {
    /// The nine causes of a fault, in the order of the paper's table (A2).
    Cause {
        /// A mistake of the customer's operator.
        OperatorError = "operator_error",
        /// Quality of front-end equipment (cameras).
        FrontEndQuality = "front_end_quality",
        /// Quality of terminal equipment.
        TerminalQuality = "terminal_quality",
        /// A line was damaged.
        LineDamaged = "line_damaged",
        /// Quality of a connector.
        ConnectorQuality = "connector_quality",
        /// Workmanship of the installation.
        InstallationWorkmanship = "installation_workmanship",
        /// Workmanship of a connector.
        ConnectorWorkmanship = "connector_workmanship",
        /// Quality of a cable.
        CableQuality = "cable_quality",
        /// Anything else.
        Other = "other",
    }
}

codes! {
    /// The customer's decision about a backup (E7).
    BackupDecision {
        /// A backup was agreed to and made.
        Consented = "consented",
        /// The customer refused it.
        Refused = "refused",
        /// There is nothing to back up.
        NotApplicable = "not_applicable",
    }
}

codes! {
    /// Kinds of checklist items (A4).
    ItemKind {
        /// Pass, fail, not applicable.
        PassFail = "pass_fail",
        /// One of several options.
        Choice = "choice",
        /// A number with unit and limits.
        Number = "number",
        /// A duration.
        Duration = "duration",
        /// How many were replaced or maintained.
        Count = "count",
        /// Free text.
        Text = "text",
        /// A photo.
        Photo = "photo",
        /// A reading from a scan.
        Scan = "scan",
    }
}

codes! {
    /// The answer to a pass/fail item.
    Verdict {
        /// In order.
        Pass = "pass",
        /// Not in order.
        Fail = "fail",
        /// Does not apply here.
        NotApplicable = "not_applicable",
    }
}

codes! {
    /// The label on a part that came out (D7).
    PartLabel {
        /// Good.
        Good = "good",
        /// Bad.
        Bad = "bad",
    }
}

codes! {
    /// Kinds of cost (C4).
    CostKind {
        /// Working hours.
        Hours = "hours",
        /// Travel.
        Travel = "travel",
        /// Material.
        Material = "material",
    }
}

codes! {
    /// What the work came to. Texts: `papers-result-<code>`.
    // keys!: papers-result-*
    WorkResult {
        /// The fault is gone, the work is done.
        Solved = "solved",
        /// Something of it is left.
        Partly = "partly",
        /// The fault is still there.
        NotSolved = "not_solved",
    }
}

codes! {
    /// Who pays (C4).
    Payer {
        /// Our company.
        Us = "us",
        /// The customer.
        Customer = "customer",
        /// The supplier.
        Supplier = "supplier",
    }
}

codes! {
    /// What the customer is entitled to (E7).
    Entitlement {
        /// The warranty covers it.
        InWarranty = "in_warranty",
        /// The contract covers it.
        InContract = "in_contract",
        /// The customer pays.
        Chargeable = "chargeable",
    }
}
