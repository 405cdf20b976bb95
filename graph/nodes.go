package graph

import (
	"context"
	"fmt"

	"github.com/guestd/guestd/graph/model"
	"github.com/guestd/guestd/internal/guest"
)

// nodes are the objects of those ids, each nil where there is none or none to be seen.
func (r *Resolver) nodes(ctx context.Context, ids []string) ([]model.Node, error) {
	if len(ids) > guest.MaxPage {
		return nil, fmt.Errorf("%w: ask for at most %d objects at a time", ErrBadInput, guest.MaxPage)
	}
	types, rows, byType := make([]string, len(ids)), make([]int64, len(ids)), map[string][]int64{}
	for i, id := range ids {
		var err error
		if types[i], rows[i], err = parseID(id); err != nil {
			return nil, err
		}
		byType[types[i]] = append(byType[types[i]], rows[i])
	}
	for objectType, rows := range byType {
		loaders(ctx).Saw(objectType, rows)
	}
	nodes := make([]model.Node, len(ids))
	for i := range ids {
		var err error
		if nodes[i], err = r.node(ctx, types[i], rows[i]); err != nil {
			return nil, err
		}
	}
	return nodes, nil
}
