// Package model holds the few types of the API that the domain has none for.
package model

import (
	"context"

	"github.com/guestd/guestd/internal/guest"
)

// Connection is a page of a list, as Relay has it.
type Connection[T any] struct{ page guest.Page[T] }

// Edge is a row of a page, and where it stands in the list.
type Edge[T any] struct {
	Cursor string
	Node   T
}

// PageInfo is where a page stands in its list.
type PageInfo struct {
	HasNextPage     bool
	HasPreviousPage bool
	StartCursor     *string
	EndCursor       *string
}

// The connections and edges of the schema.
type (
	AccountConnection      = Connection[guest.Account]
	AccountEdge            = Edge[guest.Account]
	RequestConnection      = Connection[guest.Request]
	RequestEdge            = Edge[guest.Request]
	SponsorConnection      = Connection[guest.Sponsor]
	SponsorEdge            = Edge[guest.Sponsor]
	NotificationConnection = Connection[guest.Notification]
	NotificationEdge       = Edge[guest.Notification]
	InboundEmailConnection = Connection[guest.InboundEmail]
	InboundEmailEdge       = Edge[guest.InboundEmail]
	AuditEventConnection   = Connection[guest.AuditEvent]
	AuditEventEdge         = Edge[guest.AuditEvent]
)

// NewConnection wraps a page of the domain.
func NewConnection[T any](page guest.Page[T]) *Connection[T] { return &Connection[T]{page} }

// Nodes are the page's rows.
func (c *Connection[T]) Nodes() []T { return c.page.Rows }

// Edges are the page's rows with their cursors.
func (c *Connection[T]) Edges() []Edge[T] {
	edges := make([]Edge[T], len(c.page.Rows))
	for i, row := range c.page.Rows {
		edges[i] = Edge[T]{Cursor: c.page.Cursors[i], Node: row}
	}
	return edges
}

// PageInfo is where the page stands.
func (c *Connection[T]) PageInfo() *PageInfo {
	info := &PageInfo{HasNextPage: c.page.HasNext, HasPreviousPage: c.page.HasPrevious}
	if n := len(c.page.Cursors); n > 0 {
		info.StartCursor, info.EndCursor = &c.page.Cursors[0], &c.page.Cursors[n-1]
	}
	return info
}

// TotalCount counts the whole list: a statement of its own, so run only where it is selected.
func (c *Connection[T]) TotalCount(ctx context.Context) (int, error) { return c.page.Count(ctx) }
