import FettleBindings

extension TapModel {
  /// What is typed into an item of a checklist. It is kept under the item's own name: the core keeps the whole list as one draft.
  public func form(of item: ItemCard) -> FilledModel { form("item-\(item.slot)", prefix: "\(item.slot).") }

  /// A button of an item: an answer and the remark take the fields with them, what else can be done takes nothing.
  public func tap(_ button: Button, on item: ItemCard) {
    let answers = item.answers.contains { $0.button.key == button.key }
    if answers || button.key == "answer" || button.key == "remark" {
      tap(button, item.fields, of: form(of: item))
    } else {
      tap(button)
    }
  }
}

extension ItemCard {
  /// Whether it can be answered here: at a tap, or by what is filled in.
  public var answerable: Bool { !answers.isEmpty || buttons.contains { $0.key == "answer" } }
  /// What is filled in, without the remark.
  public var asked: [Field] { fields.filter { $0.key != "remark" } }
  /// The remark.
  public var remarks: [Field] { fields.filter { $0.key == "remark" } }
}
