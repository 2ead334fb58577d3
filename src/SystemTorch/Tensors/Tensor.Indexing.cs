namespace TorchSharp;

public static partial class torch
{
    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => Operators.select_int.Call(this, 0L, i1);
            set => Assign(value, [i1]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index([i1, i2]);
            set => Assign(value, [i1, i2]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => index([i1, i2, i3]);
            set => Assign(value, [i1, i2, i3]);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => Assign(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        public Tensor index(params Tensor[] indices) => index(Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index(params TensorIndex[] indices)
        {
            using var view = new IndexedView(this, indices);
            if (view.TensorIndices.Length > 0)
                return Operators.index_Tensor.Call(view.Tensor, Argument.Tensors(view.TensorIndices));
            return view.TakeTensor();
        }

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => Assign(value, indices);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false) => Assign(value, indices, accumulate);

        public Tensor index_put_(Tensor value, params Tensor[] indices) => Assign(value, Array.ConvertAll(indices, TensorIndex.Tensor));

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false)
            => Assign(value, Array.ConvertAll(indices, TensorIndex.Tensor), accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using var tensor = full([], value, dtype, device);
            return Assign(tensor, indices);
        }

        private Tensor Assign(Tensor value, TensorIndex[] indices, bool accumulate = false)
        {
            using var view = new IndexedView(this, indices);
            if (view.TensorIndices.Length > 0)
                Operators.index_put_.Run(view.Tensor, Argument.Tensors(view.TensorIndices), Argument.Required(value), accumulate);
            else if (accumulate)
                view.Tensor.add_(value);
            else
                view.Tensor.copy_(value);
            return this;
        }
    }
}
