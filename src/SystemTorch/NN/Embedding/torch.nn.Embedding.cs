namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static Embedding Embedding(
            long num_embeddings, long embedding_dims, long? padding_idx = null, double? max_norm = null, double norm_type = 2,
            bool scale_grad_by_freq = false, bool sparse = false, Device device = null, ScalarType? dtype = null)
        {
            var table = new EmbeddingTable(num_embeddings, embedding_dims, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
            return new Embedding(table, device, dtype);
        }

        public static EmbeddingBag EmbeddingBag(
            long num_embeddings, long embedding_dims, double? max_norm = null, double norm_type = 2, bool scale_grad_by_freq = false,
            EmbeddingBagMode mode = EmbeddingBagMode.Mean, bool sparse = false, bool include_last_offset = false, long padding_index = -1,
            Device device = null, ScalarType? dtype = null)
        {
            // -1 stands for none, unlike in Embedding.
            long? padding = padding_index < 0 ? null : padding_index;
            var table = new EmbeddingTable(num_embeddings, embedding_dims, padding, max_norm, norm_type, scale_grad_by_freq, sparse);
            return new EmbeddingBag(table, mode, include_last_offset, device, dtype);
        }
    }
}
