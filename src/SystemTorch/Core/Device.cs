namespace TorchSharp;

public static partial class torch
{
    /// <summary>A device; index -1 stands for the current one of its type.</summary>
    public class Device
    {
        public Device(DeviceType deviceType, int index = -1)
        {
            type = deviceType;
            this.index = index;
        }

        public Device(string deviceType, int index = -1) : this(ParseType(deviceType), index)
        {
        }

        public Device(string description)
        {
            var parts = description.Split(':');
            type = ParseType(parts[0]);
            index = parts.Length > 1 ? int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture) : -1;
        }

        public DeviceType type { get; }

        public int index { get; }

        /// <summary>The device as one number, as the native library takes it.</summary>
        internal long Packed => ((long)type << 16) | (ushort)(short)index;

        internal static Device Unpack(long packed)
        {
            var type = (DeviceType)(packed >> 16);
            return type == DeviceType.CPU ? CPU : new Device(type, (short)(packed & 0xffff));
        }

        private static DeviceType ParseType(string name)
            => Enum.TryParse<DeviceType>(name, ignoreCase: true, out var type)
                ? type
                : throw new ArgumentException($"Invalid device string: '{name}'");

        public static implicit operator Device(string description) => new(description);

        public override string ToString()
        {
            var name = type.ToString().ToLowerInvariant();
            return index < 0 ? name : $"{name}:{index}";
        }
    }

    public static readonly Device CPU = new(DeviceType.CPU);

    public static Device CUDA => new(DeviceType.CUDA);

    public static Device device(string description) => new(description);

    public static Device device(DeviceType deviceType, int index = -1) => new(deviceType, index);
}
