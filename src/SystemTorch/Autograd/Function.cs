namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>An operation with a backward of its own. Derive from one of the two classes below it.</summary>
        public abstract class Function<T> where T : Function<T>, new()
        {
            public abstract string Name { get; }

            private protected abstract List<Tensor> Forward(AutogradContext context, object[] vars);

            private protected abstract List<Tensor> Backward(AutogradContext context, List<Tensor> gradients);

            /// <summary>Runs forward and records backward.</summary>
            internal static List<Tensor> Run(object[] vars)
            {
                var function = new T();
                var context = new AutogradContext();
                List<Tensor> outputs;
                using (no_grad())
                    outputs = function.Forward(context, vars);
                context.CutHistoryOf(outputs);
                var tensorPositions = Enumerable.Range(0, vars.Length).Where(i => vars[i] is Tensor).ToArray();
                var inputs = Array.ConvertAll(tensorPositions, i => (Tensor)vars[i]);
                var state = new State(function, context, tensorPositions, vars.Length);
                var kinds = outputs.ConvertAll(context.KindOf);
                return FunctionNode.Record(function.Name, inputs, outputs, kinds, context.MaterializeGrads, state);
            }

            private sealed class State(
                Function<T> function, AutogradContext context, int[] tensorPositions, int argumentCount) : FunctionNode.IState
            {
                public List<Tensor> Backward(List<Tensor> gradients)
                {
                    // Backward may answer with one gradient for each tensor or with one for each argument.
                    var results = function.Backward(context, gradients);
                    if (results.Count == tensorPositions.Length)
                        return results;
                    if (results.Count < argumentCount)
                        throw new InvalidOperationException(
                            $"{function.Name}: backward returned {results.Count} gradients for {argumentCount} arguments.");
                    return [.. tensorPositions.Select(i => results[i])];
                }

                public void Dispose() => context.Dispose();
            }
        }
    }
}
