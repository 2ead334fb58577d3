namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        /// <summary>A module with one input.</summary>
        public abstract class Module<T, TResult> :
            HookableModule<
                Func<Module<T, TResult>, T, T>,
                Func<Module<T, TResult>, T, TResult, TResult>>,
            IModule<T, TResult>
        {
            protected Module(string name) : base(name)
            {
            }

            public abstract TResult forward(T input);

            /// <summary>Runs forward with the hooks around it. A hook that gives null leaves what it was given.</summary>
            public TResult call(T input)
            {
                if (!HasHooks)
                    return forward(input);
                RunModuleHooks(module_pre_hooks);
                foreach (var hook in pre_hooks.Values)
                    input = OrReplaced(input, hook(this, input));
                var result = forward(input);
                foreach (var hook in post_hooks.Values)
                    result = OrReplaced(result, hook(this, input, result));
                RunModuleHooks(module_post_hooks);
                return result;
            }
        }
    }
}
