// Statuses and header names are part of every route: a service that imports ServiceKit sees them.
@_exported public import HTTPTypes
