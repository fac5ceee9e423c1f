/// What ids are of. The tags have no values; they exist for the compiler.
public enum IDTag {
    public enum Order {}
    public enum Payment {}
    public enum Refund {}
    public enum Customer {}
    public enum Product {}
    public enum Basket {}
    public enum Shipment {}
    public enum Reservation {}
    public enum Event {}
    public enum PriceList {}
    public enum Promotion {}
    public enum Seller {}
    public enum Saga {}
    public enum Import {}
    public enum Movement {}
    public enum Quote {}
}

public typealias OrderID = ID<IDTag.Order>
public typealias PaymentID = ID<IDTag.Payment>
public typealias RefundID = ID<IDTag.Refund>
public typealias CustomerID = ID<IDTag.Customer>
public typealias ProductID = ID<IDTag.Product>
public typealias BasketID = ID<IDTag.Basket>
public typealias ShipmentID = ID<IDTag.Shipment>
public typealias ReservationID = ID<IDTag.Reservation>
public typealias EventID = ID<IDTag.Event>
public typealias PriceListID = ID<IDTag.PriceList>
public typealias PromotionID = ID<IDTag.Promotion>
public typealias SellerID = ID<IDTag.Seller>
public typealias SagaID = ID<IDTag.Saga>
public typealias ImportID = ID<IDTag.Import>
public typealias MovementID = ID<IDTag.Movement>
public typealias QuoteID = ID<IDTag.Quote>
