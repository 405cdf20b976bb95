package graph

import (
	"context"

	"github.com/99designs/gqlgen/graphql"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/vektah/gqlparser/v2/ast"
)

// metrics count operations by what they begin with, a name of the schema: those that clients give
// their operations are without end.
type metrics struct {
	operations *prometheus.CounterVec
	seconds    *prometheus.HistogramVec
	watching   prometheus.Gauge
	now        clock
}

func newMetrics(registerer prometheus.Registerer, now clock) metrics {
	m := metrics{
		operations: prometheus.NewCounterVec(prometheus.CounterOpts{Name: "guestd_graphql_operations_total",
			Help: "GraphQL operations, by type, first field and outcome: ok, or the first error's code."}, []string{"type", "field", "outcome"}),
		seconds: prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: "guestd_graphql_operation_seconds",
			Help: "Time that GraphQL queries and mutations took.", Buckets: prometheus.ExponentialBuckets(0.002, 2, 12)}, []string{"type", "field"}),
		watching: prometheus.NewGauge(prometheus.GaugeOpts{Name: "guestd_graphql_subscriptions",
			Help: "GraphQL subscriptions that are open."}),
		now: now,
	}
	if registerer != nil {
		registerer.MustRegister(m.operations, m.seconds, m.watching)
	}
	return m
}

func (metrics) ExtensionName() string                   { return "Metrics" }
func (metrics) Validate(graphql.ExecutableSchema) error { return nil }

// InterceptResponse counts each answer, and each event of a subscription.
func (m metrics) InterceptResponse(ctx context.Context, next graphql.ResponseHandler) *graphql.Response {
	start := m.now()
	response := next(ctx)
	kind, field := what(ctx)
	if response == nil {
		return nil
	}
	outcome := "ok"
	if len(response.Errors) > 0 {
		outcome = codeInternal
		if code, ok := response.Errors[0].Extensions["code"].(string); ok {
			outcome = code
		}
	}
	m.operations.WithLabelValues(kind, field, outcome).Inc()
	if kind != string(ast.Subscription) {
		m.seconds.WithLabelValues(kind, field).Observe(m.now().Sub(start).Seconds())
	}
	return response
}

// InterceptOperation counts the subscriptions that are open.
func (m metrics) InterceptOperation(ctx context.Context, next graphql.OperationHandler) graphql.ResponseHandler {
	if graphql.GetOperationContext(ctx).Operation.Operation == ast.Subscription {
		m.watching.Inc()
		context.AfterFunc(ctx, m.watching.Dec)
	}
	return next(ctx)
}

// what an operation is: its type, and the first field that it selects.
func what(ctx context.Context) (kind, field string) {
	kind, field = "none", "none" // what could not be read
	if !graphql.HasOperationContext(ctx) {
		return kind, field
	}
	op := graphql.GetOperationContext(ctx).Operation
	if op == nil {
		return kind, field
	}
	kind = string(op.Operation)
	for set := op.SelectionSet; len(set) > 0; {
		switch s := set[0].(type) {
		case *ast.Field:
			return kind, s.Name
		case *ast.InlineFragment:
			set = s.SelectionSet
		case *ast.FragmentSpread:
			set = s.Definition.SelectionSet
		}
	}
	return kind, field
}

var (
	_ graphql.ResponseInterceptor  = metrics{}
	_ graphql.OperationInterceptor = metrics{}
)
