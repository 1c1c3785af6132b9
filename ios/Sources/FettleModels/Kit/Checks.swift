import FettleBindings

extension TapModel {
  /// What is typed into an item of a checklist. It is kept under the item's own name: the core keeps the whole list as one draft.
  public func form(of item: ItemCard) -> FilledModel { form("item-\(item.slot)", prefix: "\(item.slot).") }

  /// A button of an item: the answer takes the fields with it, what else can be done takes nothing.
  public func tap(_ button: Button, on item: ItemCard) {
    if button.key == "answer" { tap(button, item.fields, of: form(of: item)) } else { tap(button) }
  }
}
