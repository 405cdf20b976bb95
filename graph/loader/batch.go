// Package loader reads what an answer needs in a fixed number of statements, however many objects
// it has: reads of one kind that fall together become one.
package loader

import (
	"context"
	"sync"
	"time"

	"github.com/graph-gophers/dataloader/v7"
)

// window is how long a batch waits for more keys. Pages announce theirs beforehand, so that it
// need not be long.
const window = time.Millisecond

// batch reads values by row id, all that are asked for in a window by one statement, each once.
type batch[V any] struct {
	loader *dataloader.Loader[int64, V]

	mu sync.Mutex
	// expected holds, for an id that a page announced, all ids of that page: the first one asked
	// for brings the others along. Without it a page's reads would fall into several windows on a
	// busy machine.
	expected map[int64][]int64
}

func newBatch[V any](read func(ctx context.Context, ids []int64) (map[int64]V, error)) *batch[V] {
	all := func(ctx context.Context, ids []int64) []*dataloader.Result[V] {
		found, err := read(ctx, ids)
		results := make([]*dataloader.Result[V], len(ids))
		for i, id := range ids {
			results[i] = &dataloader.Result[V]{Data: found[id], Error: err}
		}
		return results
	}
	return &batch[V]{expected: map[int64][]int64{},
		loader: dataloader.NewBatchedLoader(all, dataloader.WithWait[int64, V](window), dataloader.WithInputCapacity[int64, V](128))}
}

// expect announces ids that are likely to be asked for together.
func (b *batch[V]) expect(ids []int64) {
	if len(ids) < 2 {
		return
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	for _, id := range ids {
		b.expected[id] = ids
	}
}

// load is the value of an id: the zero value where there is none.
func (b *batch[V]) load(ctx context.Context, id int64) (V, error) {
	for _, other := range b.together(id) {
		b.loader.Load(ctx, other)
	}
	return b.loader.Load(ctx, id)()
}

func (b *batch[V]) together(id int64) []int64 {
	b.mu.Lock()
	defer b.mu.Unlock()
	ids := b.expected[id]
	for _, other := range ids {
		delete(b.expected, other)
	}
	return ids
}

// one makes of a read of rows one of pointers, nil where there is no row; seen is told of them.
func one[T any](read func(context.Context, []int64) (map[int64]T, error), seen func([]T)) func(context.Context, []int64) (map[int64]*T, error) {
	return func(ctx context.Context, ids []int64) (map[int64]*T, error) {
		rows, err := read(ctx, ids)
		if err != nil {
			return nil, err
		}
		found, list := make(map[int64]*T, len(rows)), make([]T, 0, len(rows))
		for id, row := range rows {
			found[id] = &row
			list = append(list, row)
		}
		if seen != nil {
			seen(list)
		}
		return found, nil
	}
}

// many tells seen of the rows of a read of lists.
func many[T any](read func(context.Context, []int64) (map[int64][]T, error), seen func([]T)) func(context.Context, []int64) (map[int64][]T, error) {
	return func(ctx context.Context, ids []int64) (map[int64][]T, error) {
		lists, err := read(ctx, ids)
		if err != nil {
			return nil, err
		}
		var all []T
		for _, list := range lists {
			all = append(all, list...)
		}
		seen(all)
		return lists, nil
	}
}
