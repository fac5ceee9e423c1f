import JSON
import Models

extension Category: JSONConvertible {
    init?(json: JSONNode) {
        let id: CategoryID? = json.required("id")
        let parentID: CategoryID? = json.optional("parentId")
        let name = json.localizedText("name", max: 120)
        guard let id, let name else { return nil }
        guard id != parentID else {
            json.fail("parentId", "must be another category")
            return nil
        }
        self.init(id: id, parentID: parentID, name: name)
    }

    func write(to json: inout JSONWriter) {
        json.object { json in
            json.field("id", id)
            json.field("parentId", parentID)
            json.field("name", name)
        }
    }
}
